import { mendMaxPoolGradient } from './mend-max-pool-gradient.ts'

/**
 * Registers the gradients of TensorFlow.js's operations with its engine. In Node the core package leaves that to the
 * layers package, which does it on being loaded; it is loaded when the first network of layers is trained. To be called
 * after the backend is started, as one of its gradients has to be mended.
 */
export async function loadGradients(): Promise<void> {
  await import('@tensorflow/tfjs-layers')
  mendMaxPoolGradient()
}
