/**
 * A receiver of webhooks: a server that believes what is signed, takes each message once, and answers as the sender expects. The coordinator
 * is played by a few lines that sign a message; docs/webhooks.md says how a real one is told to send here.
 *
 *   npm run build && node dist/examples/08-receive-a-webhook.js
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { systemRandom } from '../aggregation/index.ts'
import { openWebhookReceiver } from '../client/index.ts'

// In earnest: what `parley webhooks add` showed, from a file or the environment.
const secret = `whsec_${Buffer.from(systemRandom.bytes(32)).toString('base64')}`
const receiver = openWebhookReceiver({ secrets: [secret] })

const server = createServer(async (request, response) => {
  const body = await bytesOf(request)
  const received = body === undefined ? undefined : receiver.receive(request.headers, body)
  if (received === undefined) return response.writeHead(413).end()
  if (received.kind === 'refused') {
    console.log(`refused: ${received.message}`)
    return response.writeHead(received.status).end()
  }
  if (received.kind === 'accepted') {
    const { type, data } = received.message
    // What takes longer than a few seconds belongs into a queue: the sender waits for 15.
    console.log(`${type}: the key of ${data.organisation} ends at ${data.reason}`)
  }
  // A duplicate gets the same answer, or it would come again.
  response.writeHead(204).end()
})

/** The body as it came: a signature is over bytes. Undefined for one that is too long. */
async function bytesOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > 64 * 1024) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
assert(address !== null && typeof address !== 'string')
const url = `http://127.0.0.1:${address.port}/`

/** What the coordinator does, without its outbox and its patience. */
async function send(id: string, body: string, signedBody = body): Promise<number> {
  const now = new Date()
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': `${Math.floor(now.getTime() / 1000)}`,
    'webhook-signature': new Webhook(secret).sign(id, now, signedBody),
  }
  return (await fetch(url, { method: 'POST', headers, body })).status
}

const data = { sequence: 7, organisation: 'st-anna', reason: '2027-01-31T00:00:00.000Z' }
const message = JSON.stringify({ type: 'key-ends', timestamp: new Date().toISOString(), data })
assert.equal(await send('msg_1', message), 204)
// Sent again, because the answer was lost: taken note of, and nothing done twice.
assert.equal(await send('msg_1', message), 204)
// Altered on the way.
assert.equal(await send('msg_2', message.replace('st-anna', 'st-peter'), message), 401)
server.close()
console.log('One message was taken, its copy passed over, and a forged one refused.')
