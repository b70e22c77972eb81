/** The JSON in which Keras and TensorFlow.js describe a network, as far as it is written here. */
/** What follows a model's outputs by its task: probabilities, or nothing for numbers. */
export const linkOf = {
    classification: 'softmax',
    segmentation: 'softmax',
    'multi-label': 'sigmoid',
    regression: undefined,
};
//# sourceMappingURL=topology.js.map