/** What a backend is: a place where tensors are computed. Each has a file beside this one; `../backends.ts` orders them. */
import * as tf from '@tensorflow/tfjs-core';
/** Makes the library's backend of that name the one that computes; rejects when its own start fails. */
export async function computeOn(libraryName) {
    if (!(await tf.setBackend(libraryName)))
        throw new Error(`the ${libraryName} backend did not start`);
}
//# sourceMappingURL=backend.js.map