export { type WeightedSum, weightedMean } from './weighted-mean.ts'
