/**
 * Registers the gradients of TensorFlow.js's operations with its engine. In Node the core package leaves that to the
 * layers package, which does it on being loaded; it is loaded when the first network of layers is trained.
 */
export async function loadGradients() {
    await import('@tensorflow/tfjs-layers');
}
//# sourceMappingURL=load-gradients.js.map