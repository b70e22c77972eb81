export { commitToSelfSeed, hashContext, hashSession, hashSharers, hashSurvivors, inputLeaf, sameContext, undividedCohort, } from './context.js';
export { cohortStatement, contradictionOf, decodeEvidence, decodeSignedStatement, encodeEvidenceDocument, isSignedStatement, makeEvidence, partitionStatement, receiptStatement, resultStatement, rosterStatement, sharersStatement, signedStatement, survivorsStatement, verifyEvidence, } from './evidence.js';
export { completeGraphLimit, everyone, graphOf, largestGroup } from './graph.js';
export * from './messages.js';
export { findNeighbourhoods, neighbourhoodsOfDegree, } from './neighbourhood.js';
export { checkGroup, checkParameters, defaultFloors, effectiveFloors, encodeParameters, hardFloors, hashParameters, neighbourhoodFor, ringCapacity, weightLimbsOf, } from './parameters.js';
export { permutationFrom } from './permutation.js';
export { inRosterOrder, rosterRootOf, sessionOf, } from './roster.js';
export { dropStages, simulateAttempt, simulatedContext, } from './simulation.js';
export { rejectionReasons, } from './verdict.js';
//# sourceMappingURL=index.js.map