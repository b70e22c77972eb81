export { decodeFixedPoint, encodeFixedPoint, firstNotFinite, signExtend, } from './fixed-point.js';
export { reduceWords, residueMask, residuesIn } from './modular.js';
export { openUnpackAdd, packedLength, packResidues, paddingIsZero, unpackResidues, } from './packing.js';
export { coordinatesOf, coordinatesOfLayout, parameterVector, placeOfCoordinate, sameLayout, tensorValues, } from './parameter-vector.js';
export { joinTally, splitTally, tallyLayout } from './tally.js';
export { joinWeights, limbBitsFor, limbCountFor, splitWeight } from './weights.js';
//# sourceMappingURL=index.js.map