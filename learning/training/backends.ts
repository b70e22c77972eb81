/**
 * Where tensors are computed: one entry a backend, the fastest first. A thread starts the first that works; why the
 * others were passed over is told by `backendReport`. The packages are imported when a backend is started: a thread that
 * only talks to workers never loads them.
 */
import { createRequire } from 'node:module'
import path from 'node:path'

export const backendNames = ['wasm', 'cpu'] as const
export type BackendName = (typeof backendNames)[number]

/** One line of the report. `reason` says what it is good for, or why it cannot be used here. */
export interface BackendEntry {
  readonly name: BackendName
  readonly available: boolean
  readonly reason: string
}

interface Backend {
  readonly name: BackendName
  readonly note: string
  /** Loads the package and registers the backend; throws when it cannot run here. */
  readonly register: () => Promise<void>
}

const backends: readonly Backend[] = [
  { name: 'wasm', note: 'WebAssembly with SIMD, one core a worker', register: registerWasm },
  { name: 'cpu', note: 'plain JavaScript, some thirty times slower than wasm', register: registerCpu },
]

async function registerWasm(): Promise<void> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  wasm.setWasmPaths(`${path.join(path.dirname(packageFile), 'dist')}${path.sep}`)
  const tf = await import('@tensorflow/tfjs-core')
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error('this processor or Node build has no WebAssembly SIMD')
  }
}

async function registerCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu')
}

async function start(backend: Backend): Promise<void> {
  const tf = await import('@tensorflow/tfjs-core')
  // Off with the library's greeting on stderr, and with its checks of every tensor for NaN: ours name the step.
  tf.enableProdMode()
  await backend.register()
  if (!(await tf.setBackend(backend.name))) throw new Error(`the ${backend.name} backend did not start`)
}

/**
 * Starts a backend in this thread: the one asked for, else the first that works. Throws when none does, with the reason
 * of each.
 */
export async function startBackend(wanted?: BackendName): Promise<BackendName> {
  const faults: string[] = []
  for (const backend of backends) {
    if (wanted !== undefined && backend.name !== wanted) continue
    try {
      await start(backend)
      return backend.name
    } catch (error) {
      faults.push(`${backend.name}: ${(error as Error).message}`)
    }
  }
  throw new Error(`no backend can compute here (${faults.join('; ')}); \`parley doctor\` tells more`)
}

/** Tries each backend in this thread, the fastest first, and says which can be used and why not the others. */
export async function backendReport(): Promise<readonly BackendEntry[]> {
  const entries: BackendEntry[] = []
  for (const backend of backends) {
    const fault = await start(backend).then(
      () => undefined,
      (error: Error) => error.message,
    )
    entries.push({ name: backend.name, available: fault === undefined, reason: fault ?? backend.note })
  }
  await startBackend()
  return entries
}
