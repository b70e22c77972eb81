/**
 * The receiving end of a webhook: is this request from the coordinator, as it was sent, of now, and the first of its kind? It rests on the
 * secret alone: whoever has it can speak as the coordinator. The memory of what came is this process's: after a restart, and among
 * several processes, ids have to be remembered in a database too where doing a thing twice would hurt.
 */
import { Webhook } from 'standardwebhooks'
import { equalBytes, utf8 } from '../../aggregation/index.ts'
import { maximumWebhookBytes, readWebhookPayload, type WebhookPayload } from '../../protos/webhook-payload.ts'
import { type Clock, systemClock } from '../clock.ts'

export type WebhookReception =
  /** To be answered with 204, once it is done. */
  | { readonly kind: 'accepted'; readonly id: string; readonly message: WebhookPayload }
  /** It came before; to be answered with 204 too, or it is sent again. */
  | { readonly kind: 'duplicate'; readonly id: string }
  /** To be answered with `status`; `message` is for the log and not for the sender. */
  | {
      readonly kind: 'refused'
      readonly reason: 'headers' | 'too-large' | 'signature' | 'too-old' | 'too-new' | 'malformed' | 'busy'
      readonly status: 400 | 401 | 413 | 503
      readonly message: string
    }
type Refused = Extract<WebhookReception, { kind: 'refused' }>

export interface WebhookReceiver {
  /** `body` is what came, byte for byte, and not what a parser made of it. Headers in lower case, as Node has them. */
  receive(headers: ReceivedHeaders, body: Uint8Array): WebhookReception
  /** What was accepted could not be done: when it is sent again, it is accepted again. */
  forget(id: string): void
}

export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export interface WebhookReceiverOptions {
  /** `whsec_…`, one or, while a secret is replaced, two. */
  readonly secrets: readonly string[]
  readonly clock?: Pick<Clock, 'nowMs'>
  /** Ids that are remembered; 50,000 unless given. */
  readonly mostRemembered?: number
}

/** A request whose time is further away than this is no news. */
export const webhookToleranceMs = 5 * 60_000
/** The last attempt at a message comes within 22 hours of the first. */
const rememberedMs = 24 * 3_600_000
const usualMost = 50_000
const mostSecrets = 5

/** Throws `RangeError` for secrets that are none. */
export function openWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const { secrets, clock = systemClock, mostRemembered = usualMost } = options
  if (secrets.length < 1 || secrets.length > mostSecrets)
    throw new RangeError(`a receiver takes 1 to ${mostSecrets} secrets, not ${secrets.length}`)
  const keys = secrets.map(keyOf)
  /** Ids in the order in which they came. */
  const seenMs = new Map<string, number>()

  function forgetWhere(isDone: (ageMs: number) => boolean, nowMs: number): void {
    for (const [id, atMs] of seenMs) {
      if (!isDone(nowMs - atMs)) break
      seenMs.delete(id)
    }
  }

  /** What came within twice the tolerance could be replayed: it is kept, and nothing new is taken. */
  function makeRoom(nowMs: number): boolean {
    forgetWhere(ageMs => seenMs.size >= mostRemembered && ageMs > 2 * webhookToleranceMs, nowMs)
    return seenMs.size < mostRemembered
  }

  return {
    receive(headers, body) {
      const nowMs = clock.nowMs()
      const read = readRequest(headers, body)
      if ('kind' in read) return read
      const fault = timeFault(read.timestamp, nowMs)
      if (fault !== undefined) return fault
      if (!keys.some(key => isSigned(key, read)))
        return refused('signature', 401, 'no signature is by a secret that is known here')
      forgetWhere(ageMs => ageMs > rememberedMs, nowMs)
      if (seenMs.has(read.id)) return { kind: 'duplicate', id: read.id }
      const message = readWebhookPayload(read.text)
      if (message === undefined) return refused('malformed', 400, 'the body is not {type, timestamp, data}')
      if (!makeRoom(nowMs)) return refused('busy', 503, 'too many messages came within minutes')
      seenMs.set(read.id, nowMs)
      return { kind: 'accepted', id: read.id, message }
    },
    forget: id => void seenMs.delete(id),
  }
}

function keyOf(secret: string): Webhook {
  try {
    if (secret.startsWith('whsec_')) return new Webhook(secret)
  } catch {}
  throw new RangeError('a secret of a webhook is whsec_ and base64, as `parley webhooks add` shows it once')
}

interface ReadRequest {
  readonly id: string
  readonly timestamp: number
  readonly signatures: readonly string[]
  readonly text: string
}

function readRequest(headers: ReceivedHeaders, body: Uint8Array): ReadRequest | Refused {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(name => headers[`webhook-${name}`])
  if (typeof id !== 'string' || !/^[\w-]{1,200}$/.test(id)) return badHeader('webhook-id')
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return badHeader('webhook-timestamp')
  if (typeof signature !== 'string' || signature.length > 2_000) return badHeader('webhook-signature')
  if (body.length > maximumWebhookBytes)
    return refused('too-large', 413, `a body has at most ${maximumWebhookBytes} bytes`)
  // Bytes that are no UTF-8 would become the same text as others, and so share their signature.
  const text = textOf(body)
  if (text === undefined) return refused('malformed', 400, 'the body is not UTF-8')
  return { id, timestamp: Number(timestamp), signatures: signature.split(' '), text }
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}

function timeFault(timestamp: number, nowMs: number): Refused | undefined {
  const ageMs = nowMs - timestamp * 1000
  if (ageMs > webhookToleranceMs)
    return refused(
      'too-old',
      401,
      'it was sent more than 5 minutes ago by its own time; are the clocks right?',
    )
  if (ageMs < -webhookToleranceMs)
    return refused('too-new', 401, 'its own time is more than 5 minutes ahead; are the clocks right?')
  return undefined
}

/** Compared in constant time. Not the library's own check, which goes by the machine's clock: the time was judged before, by the receiver's. */
function isSigned(key: Webhook, { id, timestamp, signatures, text }: ReadRequest): boolean {
  const expected = utf8(key.sign(id, new Date(timestamp * 1000), text))
  return signatures.some(signature => equalBytes(utf8(signature), expected))
}

function badHeader(name: string): Refused {
  return refused('headers', 400, `the header ${name} is missing or not as Standard Webhooks has it`)
}

function refused(reason: Refused['reason'], status: Refused['status'], message: string): Refused {
  return { kind: 'refused', reason, status, message }
}
