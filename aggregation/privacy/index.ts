export * from './accountant/index.ts'
export {
  adaptedClip,
  bitNoiseFor,
  type ClipStep,
  centredClipBit,
  updateNoiseMultiplier,
} from './adaptive-clipping.ts'
export { chooseGrid, type GridChoice, type GridWish } from './choose-grid.ts'
export { type ClipBitScale, clipBitSteps, clipWithBit } from './clip-bit.ts'
export { type Clipping, clipToNorm, euclideanNorm } from './clipping.ts'
export {
  type Rounding,
  type RoundingBound,
  roundConditionally,
  roundedL1Bound,
  roundedNormBound,
} from './conditional-rounding.ts'
export {
  bitSumOf,
  decodeNoisedSum,
  decodeSignedSum,
  encodeNoised,
  type NoisedOutcome,
  openMemberNoise,
} from './distributed-noise.ts'
export {
  dealToBlocks,
  gatherFromBlocks,
  type RotationBlocks,
  rotateBlocks,
  rotationBlocks,
  unrotateBlocks,
} from './hadamard-rotation.ts'
export {
  gaussianLimits,
  type IntegerNoise,
  largestDistance,
  openDiscreteGaussian,
  openExactDiscreteGaussian,
  openExactSkellam,
  openSkellam,
  skellamLimits,
} from './noise/index.ts'
export {
  keptLayerCount,
  type NoiseLayerSettings,
  type NoiseLayers,
  planNoiseLayers,
  remainingVariance,
} from './noise-layers.ts'
export {
  type DistributedNoisePlan,
  type DistributedNoiseSettings,
  type NoisePlanning,
  planDistributedNoise,
} from './noise-plan.ts'
export { checkNoisedSumNorm, checkSumNorm, type Summands, type SumNorm, sumNormSlack } from './sum-norm.ts'
