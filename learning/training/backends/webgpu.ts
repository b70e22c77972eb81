/**
 * WebGPU in Node: Dawn, the implementation of Chromium, as the npm package `webgpu`, under the library's own WebGPU
 * backend. It needs nothing but a graphics driver: Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows.
 *
 * Dawn lives in a worker thread without harm (seen with 0.6.2 on Node 20, 22 and 24) as long as the thread ends by
 * itself. A thread that is terminated inside a call of Dawn takes the process with it on Node 22 and newer: Dawn does
 * not expect its own exceptions to be cut off. Hence the host asks its worker to end; see `../worker-host.ts`.
 */
import * as tf from '@tensorflow/tfjs-core'
import { mendAveragePooling } from './average-pooling.ts'
import { type Backend, computeOn } from './backend.ts'
import { importOptional } from './optional-package.ts'
import { vulkanManifests } from './vulkan.ts'

/** The part of WebGPU that is used here. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<Adapter | null>
}

interface Adapter {
  readonly info: AdapterInfo
}

interface AdapterInfo {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
  readonly isFallbackAdapter: boolean
}

interface Dawn {
  create(options: readonly string[]): Gpu
  /** The constants that programs find in a browser, such as `GPUBufferUsage`. */
  readonly globals: Readonly<Record<string, unknown>>
}

const libraryName = 'webgpu'

/** One for the thread, and for ever: its devices crash when it is collected before them. */
let dawn: Promise<Gpu> | undefined

export const webgpu: Backend<'webgpu'> = {
  name: 'webgpu',
  start: async isInsistedOn => {
    requireDriver()
    dawn ??= openDawn()
    const info = await adapterInfo(await dawn)
    if (info.isFallbackAdapter && !isInsistedOn) {
      throw new Error(`${adapterName(info)} is a software renderer, slower than wasm`)
    }
    await importOptional('@tensorflow/tfjs-backend-webgpu', '4.22.0')
    await computeOn(libraryName)
    mendAveragePooling(libraryName)
    const { device } = tf.backend() as unknown as { readonly device: { destroy(): void } }
    return {
      detail: info.isFallbackAdapter ? `${adapterName(info)}, a software renderer` : adapterName(info),
      isSoftwareRenderer: info.isFallbackAdapter,
      stop: () => {
        forgetBackend()
        device.destroy()
      },
    }
  },
}

function requireDriver(): void {
  if (process.platform !== 'linux' || vulkanManifests().length > 0) return
  throw new Error('no Vulkan driver is installed: install that of your graphics card')
}

/** Puts `navigator.gpu` and the constants where the library looks for them: where a browser has them. */
async function openDawn(): Promise<Gpu> {
  const { create, globals } = await importOptional<Dawn>('webgpu', '0.6.2')
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true })
  }
  const gpu = create([])
  // Node 21 brought a navigator of its own, without graphics.
  const scope = globalThis as { navigator?: object }
  scope.navigator ??= {}
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true })
  return gpu
}

async function adapterInfo(gpu: Gpu): Promise<AdapterInfo> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null)
    throw new Error('the graphics driver offers no adapter: is its device there and allowed?')
  return adapter.info
}

function adapterName({ vendor, architecture, device, description }: AdapterInfo): string {
  const name = [description, device, `${vendor} ${architecture}`].find(part => part.trim() !== '')
  return name ?? 'an adapter without a name'
}

/** Removes the backend with its device; the library registers it once, on import, so the way to start it is kept. */
function forgetBackend(): void {
  const factory = tf.findBackendFactory(libraryName)
  tf.removeBackend(libraryName)
  if (factory !== undefined && factory !== null) tf.registerBackend(libraryName, factory, 3)
}
