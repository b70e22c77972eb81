export {
  commitToSelfSeed,
  hashContext,
  hashSession,
  hashSharers,
  hashSurvivors,
  inputLeaf,
  sameContext,
} from './context.ts'
export { completeGraphLimit, everyone, neighboursOf } from './graph.ts'
export * from './messages.ts'
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
  type PolicyFloors,
  ringCapacity,
  thresholdFor,
  weightLimbsOf,
} from './parameters.ts'
export {
  indexOfIdentity,
  inRosterOrder,
  memberAt,
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
