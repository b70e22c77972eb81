import * as tf from '@tensorflow/tfjs-core'

type Compute = (params: Parameters<tf.KernelFunc>[0]) => ReturnType<tf.KernelFunc>

/** Kernels of this thread that are replaced. */
const replaced = new Set<string>()

/**
 * Puts another function in the place of a kernel of the library, which it is given for the cases that it leaves alone
 * (undefined where the backend lacks that kernel). Again is no harm.
 */
export function replaceKernel(
  kernelName: string,
  backendName: string,
  replacement: (original: tf.KernelFunc | undefined) => Compute,
): void {
  const place = `${backendName} ${kernelName}`
  if (replaced.has(place)) return
  const kernel = tf.getKernel(kernelName, backendName)
  if (kernel !== undefined) tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ ...kernel, kernelName, backendName, kernelFunc: replacement(kernel?.kernelFunc) })
  replaced.add(place)
}
