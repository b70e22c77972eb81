export * from './codec/index.js';
export * from './events.js';
export { grpcStatus, grpcStatusOf, reasonOfStatus } from './grpc-status.js';
export * from './limits.js';
export { protoDefinition, protoFiles, protoServices } from './load.js';
export { isLoopback, PlaintextError, parseAddress, requireLoopback } from './loopback.js';
export * from './metrics.js';
export * from './operations.js';
export * from './reasons.js';
export * from './registry.js';
export * from './service.js';
export { canonicalRequest, keyIdOf, signRequest, unknownDestination, verifyRequest, } from './signed-request.js';
export * from './terms.js';
export * from './types.js';
//# sourceMappingURL=index.js.map