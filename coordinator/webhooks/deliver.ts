/**
 * Works the outbox off: messages that are due are sent, so many at a time, and each is deleted, postponed or given up by what came of it. A
 * message stays in the outbox until the attempt has ended, so that one whose answer was lost is sent again: receivers know it by its id.
 */
import type { Journal } from '../parts.ts'
import { createQueue } from '../queue.ts'
import type { Storage } from '../storage/index.ts'
import type { EndpointBook } from './endpoint-book.ts'
import {
  deleteMessage,
  deleteMessagesOf,
  dueMessages,
  type Message,
  nextDueMs,
  postpone,
} from './outbox-store.ts'
import { nextAttemptMs } from './schedule.ts'
import { type SendingParts, type SendOutcome, send } from './send.ts'
import type { Endpoint } from './webhook-store.ts'

const mostInFlight = 16
/** One slow endpoint holds up nobody else, nor do all those of an organisation. */
const [mostInFlightOfOne, mostInFlightOfOrganisation] = [2, 4]
/** Of what is due, how much is looked at: those that have to wait for others of their own leave room for the rest. */
const mostLookedAt = 200
/** Until the database is asked again after it failed. */
const pauseMs = 5_000
/** A timer of the machine waits 24 days at most; a look costs next to nothing. */
const longestSleepMs = 3_600_000

/** What becomes of attempts and messages, counted. */
export type WebhookOutcome = 'delivered' | 'failed' | 'given-up' | 'gone' | 'dropped'

export interface DeliveryParts extends SendingParts {
  readonly storage: Storage
  readonly book: EndpointBook
  readonly journal: Journal
  readonly onOutcome: (outcome: WebhookOutcome, count: number) => void
}

export interface Delivery {
  /** Something may be due. */
  wake(): void
  /** Breaks off what is in flight: it stays in the outbox. */
  close(): Promise<void>
}

export function startDelivery(parts: DeliveryParts): Delivery {
  const { storage, book, world, journal, onOutcome } = parts
  const closing = new AbortController()
  const queue = createQueue()
  /** By message: the webhook it goes to. */
  const inFlight = new Map<string, string>()
  const attempts = new Set<Promise<void>>()
  let isLookDue = false
  let cancelTimer: () => void = () => undefined

  function wake(): void {
    if (isLookDue || closing.signal.aborted) return
    isLookDue = true
    void queue.run(look).catch(error => {
      journal.error({ error: String(error) }, 'the outbox of webhooks could not be read; tried again')
      sleep(pauseMs)
    })
  }

  function sleep(delayMs: number): void {
    cancelTimer()
    if (!closing.signal.aborted) cancelTimer = world.after(Math.min(delayMs, longestSleepMs), wake)
  }

  async function look(): Promise<void> {
    isLookDue = false
    const nowMs = world.nowMs()
    const most = { ofOne: mostInFlightOfOne, ofAll: mostLookedAt }
    for (const message of await dueMessages(storage.db, nowMs, most)) begin(message)
    const nextMs = await nextDueMs(storage.db, nowMs)
    if (nextMs !== undefined) sleep(nextMs - world.nowMs())
  }

  function begin(message: Message): void {
    const { messageId, webhookId } = message
    const inUse = [...inFlight.values()]
    const organisation = book.find(webhookId)?.organisation
    const isFull =
      inUse.length >= mostInFlight ||
      inUse.filter(id => id === webhookId).length >= mostInFlightOfOne ||
      inUse.filter(id => book.find(id)?.organisation === organisation).length >= mostInFlightOfOrganisation
    if (closing.signal.aborted || inFlight.has(messageId) || isFull) return
    inFlight.set(messageId, webhookId)
    const attempt = deliver(message)
      .then(() => release(messageId))
      .catch(error => {
        journal.error({ webhookId, error: String(error) }, 'what became of a message could not be written')
        // Not at once: it is still due, and would be sent as fast as the endpoint answers.
        if (!closing.signal.aborted) world.after(pauseMs, () => release(messageId))
      })
      .finally(() => attempts.delete(attempt))
    attempts.add(attempt)
  }

  function release(messageId: string): void {
    inFlight.delete(messageId)
    wake()
  }

  async function deliver(message: Message): Promise<void> {
    const endpoint = book.find(message.webhookId)
    if (endpoint === undefined) return storage.transaction(tx => deleteMessage(tx, message.messageId))
    if (!book.isTold(endpoint)) {
      const count = await storage.transaction(tx => deleteMessagesOf(tx, endpoint.webhookId))
      onOutcome('dropped', count)
      return
    }
    const outcome = await send(parts, endpoint, message, closing.signal)
    if (!closing.signal.aborted) await settle(endpoint, message, outcome)
  }

  async function settle(endpoint: Endpoint, message: Message, outcome: SendOutcome): Promise<void> {
    const { webhookId, organisation } = endpoint
    const { messageId } = message
    const seen = { lastAttemptAtMs: world.nowMs(), lastOutcome: outcome.detail }
    const failed = message.failed + 1
    const nextMs = outcome.kind === 'failed' ? nextAttemptMs(failed, world.nowMs(), world.random) : undefined
    if (nextMs !== undefined) {
      await book.change(webhookId, seen, tx => postpone(tx, messageId, nextMs))
      return onOutcome('failed', 1)
    }
    if (outcome.kind === 'gone') {
      await book.change(webhookId, { ...seen, isGone: true }, tx => deleteMessagesOf(tx, webhookId))
      journal.warn({ webhookId, organisation }, 'a webhook answered 410: nothing is sent there any more')
      return onOutcome('gone', 1)
    }
    await book.change(webhookId, seen, tx => deleteMessage(tx, messageId))
    if (outcome.kind === 'delivered') return onOutcome('delivered', 1)
    journal.warn(
      { webhookId, organisation, messageId, attempts: failed, why: outcome.detail },
      'a message for a webhook was given up',
    )
    onOutcome('given-up', 1)
  }

  wake()
  return {
    wake,
    async close() {
      closing.abort()
      cancelTimer()
      await Promise.all(attempts)
      await queue.drained()
    },
  }
}
