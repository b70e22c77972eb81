/**
 * What a webhook's body says: `{type, timestamp, data}` as Standard Webhooks has it. The type is the kind of an event, the data its other
 * fields in the words of events.ts, amounts as decimal text.
 */
import { z } from 'zod'
import type { ParleyEvent } from './events.ts'

/** Of the message that `testWebhook` sends; no kind of event. */
export const webhookTrialType = 'webhook-trial'
/** Bytes of the largest body that is read. */
export const maximumWebhookBytes = 64 * 1024

/** A body as it was read. A newer coordinator may send types and fields that are not known here: they are handed on as they are. */
export interface WebhookPayload {
  readonly type: string
  /** When it happened, by the coordinator's clock. */
  readonly atMs: number
  readonly data: Readonly<Record<string, string | number | boolean>>
}

const schema = z.object({
  type: z.string().min(1).max(200),
  timestamp: z.iso.datetime(),
  data: z.record(z.string().max(200), z.union([z.string(), z.number(), z.boolean()])),
})

export function encodeWebhookPayload({ kind, atMs, amountUnits, ...facts }: ParleyEvent): string {
  const amount = amountUnits === undefined ? {} : { amountUnits: amountUnits.toString() }
  return bodyOf(kind, atMs, { ...facts, ...amount })
}

export function encodeWebhookTrial(atMs: number): string {
  return bodyOf(webhookTrialType, atMs, {})
}

function bodyOf(type: string, atMs: number, data: WebhookPayload['data']): string {
  return JSON.stringify({ type, timestamp: new Date(atMs).toISOString(), data })
}

/** Undefined for text that is no such body. */
export function readWebhookPayload(text: string): WebhookPayload | undefined {
  const read = schema.safeParse(jsonOf(text))
  if (!read.success) return undefined
  const { type, timestamp, data } = read.data
  return { type, atMs: Date.parse(timestamp), data }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
