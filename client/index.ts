export * from './agent/index.ts'
export { type Clock, systemClock } from './clock.ts'
export * from './connection.ts'
export * from './evaluator/index.ts'
export { type HeadPlaces, openHeadPlaces } from './head-places.ts'
export * from './policy/index.ts'
export * from './privacy/index.ts'
export { type Protection, type ProtectionTerms, protectVectors } from './protect.ts'
export {
  AgentStateError,
  type AgentStore,
  FolderInUseError,
  openAgentStore,
} from './state/index.ts'
export {
  openWebhookReceiver,
  type ReceivedHeaders,
  type WebhookReceiver,
  type WebhookReceiverOptions,
  type WebhookReception,
  webhookToleranceMs,
} from './webhooks/receive.ts'
