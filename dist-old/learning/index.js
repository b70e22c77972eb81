export * from './algorithms/index.js';
export * from './data/index.js';
export { AlgorithmError, BackendError, DataError, ModelError, TrainingError, WorkerError, } from './errors.js';
export * from './evaluation/index.js';
export { dataShapeFor, fitsSchema } from './fits-schema.js';
export * from './models/index.js';
export { readyDataset } from './ready-dataset.js';
export { roundContent, vectorPartsOf, } from './round-content.js';
export { openSeededRandom, shuffle } from './seeded-random.js';
export * from './training/index.js';
//# sourceMappingURL=index.js.map