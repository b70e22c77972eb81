/** What a model is for. The task decides the form of the targets, the loss, and which metrics mean something. */
export const tasks = ['classification', 'multi-label', 'regression', 'segmentation'];
//# sourceMappingURL=task.js.map