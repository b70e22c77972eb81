/**
 * What it takes to talk to a coordinator and to read its log: keystore, line, heads, delivery. Apart from the rest of this room, so that
 * whoever needs no more starts without what agents train with.
 */
export { fetchDelivery, openDelivery } from './delivery.ts'
export { ApiKeyError, type ShownApiKey } from './grpc-api-key.ts'
export type { ClientTls } from './grpc-channel.ts'
export { type GrpcPort, type GrpcPortOptions, openGrpcPort } from './grpc-coordinator-port.ts'
export { openRawLine, type RawAnswer, type RawLine, type RawRequest } from './grpc-raw-call.ts'
export type { PortSigner } from './grpc-signing.ts'
export * from './keystore/index.ts'
export {
  compareHeads,
  currentHead,
  type HeadsCompared,
  type LogPort,
  type SignedHead,
  signedHead,
} from './log-heads.ts'
export * from './signers/index.ts'
export { type Witnessed, witnessHead } from './witness.ts'
