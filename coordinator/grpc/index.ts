export { certificateFingerprint, type ServerTls } from './credentials.ts'
export { type ApiKeyRequest, type Door, type DoorRequest, notSigned } from './door.ts'
export {
  GrpcPortError,
  type GrpcServer,
  type GrpcServerOptions,
  openGrpcServer,
} from './server.ts'
