import { eventKinds } from '../events.ts'
import {
  maximumEntries,
  maximumSentenceCharacters,
  maximumUrlCharacters,
  maximumWebhookSecretCharacters,
} from '../limits.ts'
import * as t from '../types.ts'
import { bytes, count, enumeration, flag, list, natural, text, wordOf } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const webhookId = bytes(16)
const url = text(maximumUrlCharacters, 1)
const kinds = list(wordOf(eventKinds), eventKinds.length)
const outcome = text(maximumSentenceCharacters)

export const webhookCodec = message<t.Webhook, wire.Webhook>('Webhook', {
  webhookId,
  url,
  kinds,
  state: enumeration(t.webhookStates),
  addedAtMs: natural(),
  overlapEndsAtMs: natural(),
  waiting: count(),
  lastAttemptAtMs: natural(),
  lastOutcome: outcome,
})

export const addWebhookRequestCodec = message<t.AddWebhookRequest, wire.AddWebhookRequest>(
  'AddWebhookRequest',
  { url, kinds },
)

export const webhookRequestCodec = message<t.WebhookRequest, wire.WebhookRequest>('WebhookRequest', {
  webhookId,
})

export const webhookSecretCodec = message<t.WebhookSecret, wire.WebhookSecret>('WebhookSecret', {
  webhook: webhookCodec,
  secret: text(maximumWebhookSecretCharacters, 1),
})

export const webhookListCodec = message<t.WebhookList, wire.WebhookList>('WebhookList', {
  webhooks: list(webhookCodec, maximumEntries),
})

export const webhookTrialCodec = message<t.WebhookTrial, wire.WebhookTrial>('WebhookTrial', {
  isDelivered: flag,
  outcome,
})
