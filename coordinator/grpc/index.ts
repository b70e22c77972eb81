export { certificateFingerprint, type ServerTls } from './credentials.ts'
export type { ApiKeyRequest, Door, DoorRequest } from './door.ts'
export {
  GrpcPortError,
  type GrpcServer,
  type GrpcServerOptions,
  openGrpcServer,
} from './server.ts'
