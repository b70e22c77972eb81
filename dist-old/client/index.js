export * from './agent/index.js';
export { systemClock } from './clock.js';
export { openGrpcPort } from './grpc-coordinator-port.js';
export * from './keystore/index.js';
export * from './policy/index.js';
export { protectVectors } from './protect.js';
export { AgentStateError, FolderInUseError, openAgentStore, } from './state/index.js';
//# sourceMappingURL=index.js.map