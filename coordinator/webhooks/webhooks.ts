/** Webhooks as the coordinator holds them: who is told where, and the sending itself. */
import { toHex } from '../../aggregation/index.ts'
import { encodeWebhookTrial } from '../../protos/webhook-payload.ts'
import type { Parts } from '../parts.ts'
import { type DeliveryParts, startDelivery } from './deliver.ts'
import { type EndpointBook, openEndpointBook } from './endpoint-book.ts'
import { gatherNews } from './gather-news.ts'
import { type SendOutcome, send } from './send.ts'
import type { Endpoint } from './webhook-store.ts'

/** How webhooks are kept and sent. */
export interface WebhookSettings extends Pick<DeliveryParts, 'sealKey' | 'toPrivate' | 'onOutcome'> {}

export interface Webhooks {
  readonly book: EndpointBook
  readonly settings: WebhookSettings
  /** Sends a message that says nothing, once, and waits for what comes of it; its webhook's row then tells it too. */
  try(endpoint: Endpoint): Promise<SendOutcome>
  /** Writes down what is still to be sent, and breaks attempts off. */
  close(): Promise<void>
}

export type WebhookParts = Pick<Parts, 'storage' | 'members' | 'events' | 'world' | 'journal'>

/** Goes on with what an earlier run left in the outbox. */
export async function openWebhooks(parts: WebhookParts, settings: WebhookSettings): Promise<Webhooks> {
  const { storage, members, events, world, journal } = parts
  const { onOutcome } = settings
  const book = await openEndpointBook(storage, members, world)
  const sending = { ...settings, world }
  const delivery = startDelivery({ ...sending, storage, book, journal })
  const gathering = gatherNews({
    ...{ events, storage, book, world, journal },
    onQueued: delivery.wake,
    onDropped: count => onOutcome('dropped', count),
  })
  const closing = new AbortController()
  return {
    book,
    settings,
    async try(endpoint) {
      const messageId = `msg_${toHex(world.random.bytes(16))}`
      const message = { messageId, body: encodeWebhookTrial(world.nowMs()) }
      const outcome = await send(sending, endpoint, message, closing.signal)
      await book.change(endpoint.webhookId, {
        lastAttemptAtMs: world.nowMs(),
        lastOutcome: outcome.detail,
        // Whoever mends an endpoint that had said 410 begins again with a trial.
        ...(outcome.kind === 'failed' ? {} : { isGone: outcome.kind === 'gone' }),
      })
      return outcome
    },
    async close() {
      closing.abort()
      await gathering.close()
      await delivery.close()
    },
  }
}
