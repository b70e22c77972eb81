export { backendReport, tryBackend } from './backend-report.js';
export { backendNames, backendVariable, insistedBackend, startBackend, } from './backends.js';
export * from './external/index.js';
export { computeInThisThread } from './this-thread.js';
export { loadDataset, openTrainer, } from './trainer.js';
//# sourceMappingURL=index.js.map