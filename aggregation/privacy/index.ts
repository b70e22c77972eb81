export { type Clipping, clipToNorm, euclideanNorm } from './clipping.ts'
export { checkSumNorm, type Summands, type SumNorm, sumNormSlack } from './sum-norm.ts'
