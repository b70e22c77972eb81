export {
  type Coins,
  decodeFixedPoint,
  encodeFixedPoint,
  type FixedPointOutcome,
  type FixedPointScale,
  firstNotFinite,
  signExtend,
} from './fixed-point.ts'
export { reduceWords, residueMask, residuesIn } from './modular.ts'
export {
  openUnpackAdd,
  packedLength,
  packResidues,
  paddingIsZero,
  type Unpacker,
  unpackResidues,
} from './packing.ts'
export {
  coordinatesOf,
  coordinatesOfLayout,
  type ParameterVector,
  parameterVector,
  placeOfCoordinate,
  sameLayout,
  type TensorPlace,
  tensorValues,
} from './parameter-vector.ts'
export { joinTally, splitTally, type TallyLayout, tallyLayout } from './tally.ts'
export { joinWeights, limbBitsFor, limbCountFor, splitWeight } from './weights.ts'
