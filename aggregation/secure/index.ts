export {
  commitToSelfSeed,
  hashContext,
  hashSession,
  hashSharers,
  hashSurvivors,
  inputLeaf,
  sameContext,
  undividedCohort,
} from './context.ts'
export {
  type Contradiction,
  cohortStatement,
  contradictionOf,
  decodeEvidence,
  decodeSignedStatement,
  type Evidence,
  type EvidenceFault,
  type EvidenceVerdict,
  encodeEvidenceDocument,
  isSignedStatement,
  makeEvidence,
  partitionStatement,
  type ReadEvidence,
  receiptStatement,
  resultStatement,
  rosterStatement,
  type SignedStatement,
  type Statement,
  sharersStatement,
  signedStatement,
  survivorsStatement,
  verifyEvidence,
} from './evidence.ts'
export { completeGraphLimit, everyone, type Graph, graphOf, largestGroup } from './graph.ts'
export * from './messages.ts'
export {
  findNeighbourhoods,
  type GroupRisk,
  type NeighbourhoodSize,
  neighbourhoodsOfDegree,
  type ThresholdRule,
} from './neighbourhood.ts'
export {
  type AggregationParameters,
  type AttemptContext,
  checkGroup,
  checkParameters,
  defaultFloors,
  effectiveFloors,
  encodeParameters,
  hardFloors,
  hashParameters,
  type Neighbourhood,
  neighbourhoodFor,
  type PolicyFloors,
  ringCapacity,
  weightLimbsOf,
} from './parameters.ts'
export { permutationFrom } from './permutation.ts'
export {
  inRosterOrder,
  type RegistryLookup,
  rosterRootOf,
  type Session,
  sessionOf,
} from './roster.ts'
export {
  type DropStage,
  dropStages,
  type Fault,
  type MemberRefusal,
  type ProtocolMessages,
  type SimulatedMember,
  type SimulationOptions,
  type SimulationOutcome,
  simulateAttempt,
  simulatedContext,
  type Wire,
} from './simulation.ts'
export {
  type Accepted,
  type Culprit,
  type Rejection,
  type RejectionReason,
  rejectionReasons,
  type Step,
} from './verdict.ts'
