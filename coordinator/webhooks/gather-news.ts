/**
 * Turns news into messages of the outbox: for every webhook that asks for the kind, where its member would be shown the event on the
 * watch stream. What is gathered while one batch is written goes into the next.
 */
import { toHex } from '../../aggregation/index.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import { encodeWebhookPayload } from '../../protos/webhook-payload.ts'
import type { EventHub } from '../events/event-hub.ts'
import { toldTo } from '../events/told-to.ts'
import type { Journal } from '../parts.ts'
import { createQueue } from '../queue.ts'
import type { Storage } from '../storage/index.ts'
import type { World } from '../world.ts'
import type { EndpointBook } from './endpoint-book.ts'
import { countWaiting, type Message, queueMessages } from './outbox-store.ts'
import type { Endpoint } from './webhook-store.ts'

/** Messages of one webhook that wait; what comes beyond is not kept, and told in the journal. */
export const mostWaiting = 2_000
/** Events that wait to be written, as where the database is away. */
const mostGathered = 5_000
const retryMs = 2_000

export interface GatheringParts {
  readonly events: Pick<EventHub, 'watch' | 'lastSequence'>
  readonly storage: Storage
  readonly book: EndpointBook
  readonly world: World
  readonly journal: Journal
  /** Messages are in the outbox. */
  readonly onQueued: () => void
  /** So many are not, because too many wait already. */
  readonly onDropped: (count: number) => void
}

/** Begins with what is published from now on. */
export function gatherNews(parts: GatheringParts): { close(): Promise<void> } {
  const { events, storage, book, world, journal, onQueued, onDropped } = parts
  const controller = new AbortController()
  const queue = createQueue()
  let gathered: ParleyEvent[] = []
  let isWriting = false
  const listening = listen()

  async function listen(): Promise<void> {
    for await (const event of events.watch(events.lastSequence(), controller.signal)) {
      if (!book.all().some(({ kinds }) => kinds.includes(event.kind))) continue
      gathered.push(event)
      if (gathered.length > mostGathered) {
        gathered.shift()
        onDropped(1)
      }
      writeSoon()
    }
  }

  function writeSoon(): void {
    if (isWriting) return
    isWriting = true
    void queue.run(write).catch(error => {
      journal.error({ error: String(error) }, 'messages for webhooks could not be written; tried again')
      world.after(retryMs, writeSoon)
    })
  }

  async function write(): Promise<void> {
    isWriting = false
    const batch = gathered
    gathered = []
    try {
      await queueBatch(batch)
    } catch (error) {
      gathered = [...batch, ...gathered].slice(-mostGathered)
      throw error
    }
    if (batch.length > 0) onQueued()
  }

  async function queueBatch(batch: readonly ParleyEvent[]): Promise<void> {
    const endpoints = book.all().filter(book.isTold)
    const waiting = await countWaiting(
      storage.db,
      endpoints.map(({ webhookId }) => webhookId),
    )
    const messages: Message[] = []
    for (const endpoint of endpoints) {
      const { webhookId, organisation } = endpoint
      const told = await messagesFor(endpoint, batch)
      const room = Math.max(0, mostWaiting - (waiting.get(webhookId) ?? 0))
      messages.push(...told.slice(0, room))
      if (told.length <= room) continue
      onDropped(told.length - room)
      journal.warn(
        { webhookId, organisation, dropped: told.length - room },
        'too many messages wait for a webhook',
      )
    }
    if (messages.length === 0) return
    await storage.transaction(tx => queueMessages(tx, messages.filter(stands), world.nowMs()))
  }

  // It may have been removed while the batch was put together.
  const stands = ({ webhookId }: Message) => book.find(webhookId) !== undefined

  async function messagesFor(
    { webhookId, kinds, organisation, role }: Endpoint,
    batch: readonly ParleyEvent[],
  ): Promise<readonly Message[]> {
    const isTold = toldTo(storage, { organisation, role })
    const messages: Message[] = []
    for (const event of batch) {
      if (!kinds.includes(event.kind) || !(await isTold(event))) continue
      const messageId = `msg_${toHex(world.random.bytes(16))}`
      messages.push({ messageId, webhookId, body: encodeWebhookPayload(event), failed: 0 })
    }
    return messages
  }

  return {
    async close() {
      controller.abort()
      await listening
      writeSoon()
      await queue.drained()
    },
  }
}
