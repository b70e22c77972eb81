export { addMaskStreams, engineNamed, engineReport, expansionEngine, } from './engine.js';
export { wordBytesFor } from './streams.js';
export { openExpansionWorkers, sharedVector } from './workers.js';
//# sourceMappingURL=index.js.map