/**
 * TensorFlow's own C library behind two packages, one for the processor and one for NVIDIA cards. Both download that
 * library when they are installed, so they are optional peers: used where the owner of the machine has installed one.
 */
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { type Backend, computeOn, type StartedBackend } from './backend.ts'
import { importOptional } from './optional-package.ts'

/** What both packages register. */
const libraryName = 'tensorflow'
const packageVersion = '4.22.0'

/** The part of the packages' backend that is looked at. */
interface LibraryBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version: string }
}

export const tfjsNodeGpu: Backend<'tfjs-node-gpu'> = {
  name: 'tfjs-node-gpu',
  start: async () => {
    const { isUsingGpuDevice, version } = await startLibrary('@tensorflow/tfjs-node-gpu')
    if (!isUsingGpuDevice) {
      stopLibrary()
      throw new Error(`TensorFlow ${version} finds no GPU; it needs an NVIDIA driver, CUDA 11.x and cuDNN 8`)
    }
    return started(`TensorFlow ${version} on CUDA`)
  },
}

export const tfjsNode: Backend<'tfjs-node'> = {
  name: 'tfjs-node',
  start: async () => {
    const { version } = await startLibrary('@tensorflow/tfjs-node')
    return started(`TensorFlow ${version}, ${availableParallelism()} cores`)
  },
}

function started(detail: string): StartedBackend {
  return { detail, isSoftwareRenderer: false, stop: stopLibrary }
}

async function startLibrary(packageName: string) {
  restoreUtilities()
  await importOptional(packageName, packageVersion)
  await computeOn(libraryName)
  const { isUsingGpuDevice, binding } = tf.backend() as unknown as LibraryBackend
  return { isUsingGpuDevice, version: binding.TF_Version }
}

/** The two packages register the same names: what one leaves behind would stand in the way of the other. */
function stopLibrary(): void {
  tf.removeBackend(libraryName)
  for (const { kernelName } of tf.getKernelsForBackend(libraryName)) {
    tf.unregisterKernel(kernelName, libraryName)
  }
}

/**
 * Version 4.22 calls `util.isNullOrUndefined`, which Node 23 took away (its first kernel throws), and `util.isArray`,
 * which Node 22 and newer warn about.
 */
export function restoreUtilities(
  utilities: Record<string, unknown> = createRequire(import.meta.url)('node:util'),
): void {
  utilities.isNullOrUndefined = (value: unknown) => value === null || value === undefined
  utilities.isArray = Array.isArray
}
