export {
  AccessError,
  type AllowedRoles,
  type Confirmation,
  confirmations,
  type MethodAccess,
  openToAnyone,
  readAccess,
  type Sensitivity,
  sensitivities,
} from './access.ts'
export * from './codec/index.ts'
export * from './decline-text.ts'
export * from './events.ts'
export { grpcStatus, grpcStatusOf, reasonOfStatus } from './grpc-status.ts'
export { rotationFault, rotationSigningBytes, signRotation } from './key-rotation.ts'
export * from './limits.ts'
export { protoDefinition, protoFiles, protoServices } from './load.ts'
export { isLoopback, PlaintextError, parseAddress, requireLoopback } from './loopback.ts'
export * from './metrics.ts'
export * from './operations.ts'
export type { KeyOwner } from './owner-statement.ts'
export * from './reasons.ts'
export * from './registry.ts'
export * from './service.ts'
export {
  canonicalRequest,
  type Destination,
  keyIdOf,
  type RequestToSign,
  type SessionPlace,
  signRequest,
  unknownDestination,
  verifyRequest,
} from './signed-request.ts'
export { chunkOf, endOf, isEndOf, openStreamProof, type StreamProof } from './stream-proof.ts'
export * from './terms.ts'
export * from './types.ts'
export * from './webhook-payload.ts'
