export { defaultFlowerPython, defaultPython } from './bench-peers.js';
export { benchTargets } from './bench-report.js';
export { playLargeRound } from './large-round.js';
export { benchSecureAggregation } from './secure-aggregation.js';
export { benchTraining } from './training.js';
//# sourceMappingURL=index.js.map