export {
  AgentStateError,
  type AgentStore,
  type AttemptPlace,
  type AttemptRecord,
  isLater,
  type OpenAssignment,
  openAgentStore,
} from './agent-store.ts'
export { FolderInUseError } from './folder-claim.ts'
