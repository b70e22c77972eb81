export * from './agent/index.ts'
export { type Clock, systemClock } from './clock.ts'
export { fetchDelivery, openDelivery } from './delivery.ts'
export * from './evaluator/index.ts'
export type { ClientTls } from './grpc-channel.ts'
export { type GrpcPort, type GrpcPortOptions, openGrpcPort } from './grpc-coordinator-port.ts'
export { type HeadPlaces, openHeadPlaces } from './head-places.ts'
export * from './keystore/index.ts'
export {
  compareHeads,
  currentHead,
  type HeadsCompared,
  type SignedHead,
  signedHead,
} from './log-heads.ts'
export * from './policy/index.ts'
export * from './privacy/index.ts'
export { type Protection, type ProtectionTerms, protectVectors } from './protect.ts'
export {
  AgentStateError,
  type AgentStore,
  FolderInUseError,
  openAgentStore,
} from './state/index.ts'
export { type Witnessed, witnessHead } from './witness.ts'
