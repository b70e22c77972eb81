import { Webhook } from 'standardwebhooks'

/**
 * The three headers of Standard Webhooks over a body: the message's id, which stays the same whenever it is sent again, the time of the
 * attempt in whole seconds, and a signature under each secret, so that a receiver may change from one to the other at leisure.
 */
export function signedHeaders(
  secrets: readonly string[],
  messageId: string,
  nowMs: number,
  body: string,
): Readonly<Record<string, string>> {
  const at = new Date(nowMs)
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': secrets.map(secret => new Webhook(secret).sign(messageId, at, body)).join(' '),
  }
}
