export { certificateFingerprint } from './credentials.js';
export { GrpcPortError, openGrpcServer, } from './server.js';
//# sourceMappingURL=index.js.map