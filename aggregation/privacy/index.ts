export * from './accountant/index.ts'
export {
  adaptedClip,
  type ClipRules,
  type ClipStep,
  centredClipBit,
  clipLearningRate,
  farthestClip,
  followedClip,
} from './adaptive-clipping.ts'
export {
  addCentralNoise,
  type CentralNoisePlan,
  type CentralNoisePlanning,
  type CentralNoiseSettings,
  centralNoisePlan,
  checkCentralSumNorm,
  encodeUnnoised,
  planCentralNoise,
} from './central-noise.ts'
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
  encodeNoisedSum,
  type NoisedOutcome,
  openMemberNoise,
} from './distributed-noise.ts'
export {
  floatRoundoff,
  floatSumError,
  type GradientSumGrid,
  gradientSumGrid,
  gridRounding,
  mostInFloatSum,
  mostMultiple,
} from './gradient-sum.ts'
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
  type DistributedNoisePlan,
  type DistributedNoiseSettings,
  type NoisePlanning,
  planDistributedNoise,
  plannedNoise,
} from './noise-plan.ts'
export { roundedUp } from './rounded-up.ts'
export { checkNoisedSumNorm, checkSumNorm, type Summands, type SumNorm, sumNormSlack } from './sum-norm.ts'
