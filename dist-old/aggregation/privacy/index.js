export { clipToNorm, euclideanNorm } from './clipping.js';
export { checkSumNorm, sumNormSlack } from './sum-norm.js';
//# sourceMappingURL=index.js.map