/** What a model is for. The task decides the form of the targets, the loss, and which metrics mean something. */

export const tasks = ['classification', 'multi-label', 'regression', 'segmentation'] as const

/**
 * `classification`: one class an example; softmax cross-entropy. `multi-label`: each of several labels holds or not;
 * sigmoid cross-entropy, mean over the labels. `regression`: some numbers; squared or Huber error, mean over the numbers.
 * `segmentation`: one class a position (pixel, or sample of a signal); softmax cross-entropy, mean over the positions.
 */
export type Task = (typeof tasks)[number]
