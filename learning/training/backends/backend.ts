/** What a backend is: a place where tensors are computed. Each has a file beside this one; `../backends.ts` orders them. */
import * as tf from '@tensorflow/tfjs-core'

export interface Backend<Name extends string = string> {
  readonly name: Name
  /**
   * Loads its packages and computes in this thread from now on; rejects with the reason why it cannot. One that would
   * work but is not worth choosing starts only when it is insisted on.
   */
  readonly start: (isInsistedOn: boolean) => Promise<StartedBackend>
}

export interface StartedBackend {
  /** Who computes: the library with its version, or the graphics adapter. */
  readonly detail: string
  /** A graphics processor imitated by the processor: right, but slower than `wasm`. */
  readonly isSoftwareRenderer: boolean
  /** Gives back what it holds of the device and of the library's registers. */
  readonly stop: () => void
}

/** Makes the library's backend of that name the one that computes; rejects when its own start fails. */
export async function computeOn(libraryName: string): Promise<void> {
  if (!(await tf.setBackend(libraryName))) throw new Error(`the ${libraryName} backend did not start`)
}
