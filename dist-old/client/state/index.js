export { AgentStateError, isLater, openAgentStore, } from './agent-store.js';
export { FolderInUseError } from './folder-claim.js';
//# sourceMappingURL=index.js.map