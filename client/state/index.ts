export {
  AgentStateError,
  type AgentStore,
  type AttemptPlace,
  type AttemptRecord,
  isLater,
  type KeptStatement,
  type OpenAssignment,
  type OwnGroup,
  openAgentStore,
} from './agent-store.ts'
export { FolderInUseError } from './folder-claim.ts'
