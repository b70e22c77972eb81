/** One attempt to deliver one body to one webhook: signed, within a deadline, and what came of it in words. */
import type { World } from '../world.ts'
import { type PostOutcome, post } from './post.ts'
import { openSecret } from './secret.ts'
import { signedHeaders } from './signed-headers.ts'
import type { Endpoint } from './webhook-store.ts'

export const attemptDeadlineMs = 15_000

export type SendOutcome =
  | { readonly kind: 'delivered'; readonly detail: string }
  /** The endpoint wants nothing more. */
  | { readonly kind: 'gone'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string }

export interface SendingParts {
  readonly world: World
  /** Of 32 bytes, and nowhere in the database: secrets are sealed under it. */
  readonly sealKey: Uint8Array
  /** For trials on one machine: endpoints may be in the clear, and at addresses that are not public. */
  readonly toPrivate: boolean
}

/** Never throws. The attempt also ends when `signal` aborts. */
export async function send(
  { world, sealKey, toPrivate }: SendingParts,
  endpoint: Endpoint,
  message: { readonly messageId: string; readonly body: string },
  signal: AbortSignal,
): Promise<SendOutcome> {
  const nowMs = world.nowMs()
  const secrets = secretsAt(endpoint, nowMs, sealKey)
  if (secrets === undefined)
    return { kind: 'failed', detail: 'its secret cannot be opened here; remove the webhook and add it again' }
  const deadline = new AbortController()
  const cancel = world.after(attemptDeadlineMs, () => deadline.abort())
  const { messageId, body } = message
  const headers = signedHeaders(secrets, messageId, nowMs, body)
  const posting = { url: new URL(endpoint.url), headers, body }
  const outcome = await post(posting, { signal: AbortSignal.any([signal, deadline.signal]), toPrivate })
  cancel()
  return judge(outcome)
}

/** The newer first; the one before only until the overlap ends. */
function secretsAt(
  { webhookId, secret, previousSecret, overlapEndsAtMs }: Endpoint,
  nowMs: number,
  sealKey: Uint8Array,
): readonly string[] | undefined {
  const sealed = previousSecret !== undefined && nowMs < overlapEndsAtMs ? [secret, previousSecret] : [secret]
  const opened = sealed.map(one => openSecret(one, sealKey, webhookId)).filter(one => one !== undefined)
  return opened.length === sealed.length ? opened : undefined
}

function judge(outcome: PostOutcome): SendOutcome {
  if (outcome.kind === 'unanswered') return { kind: 'failed', detail: outcome.why }
  const { status } = outcome
  const detail = `it answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'delivered', detail }
  if (status === 410) return { kind: 'gone', detail }
  if (status >= 300 && status < 400)
    return { kind: 'failed', detail: `${detail}, and redirects are not followed` }
  return { kind: 'failed', detail }
}
