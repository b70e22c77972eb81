export type { WebhookOutcome } from './deliver.ts'
export { webhookOperations } from './webhook-operations.ts'
export { openWebhooks, type WebhookSettings, type Webhooks } from './webhooks.ts'
