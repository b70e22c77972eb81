import test from 'ava'
import { Webhook } from 'standardwebhooks'
import { systemRandom } from '../../aggregation/index.ts'
import { openWebhookReceiver, type WebhookReception } from '../../client/index.ts'

const newSecret = () => `whsec_${Buffer.from(systemRandom.bytes(32)).toString('base64')}`
const body = Buffer.from('{"type":"key-ends","timestamp":"2027-01-31T00:00:00.000Z","data":{"sequence":4}}')

/** A clock that stands, and requests signed at its time by the library of Standard Webhooks. */
function scene(secret = newSecret()) {
  const clock = { atMs: 1_800_000_000_000 }
  const signed = (id: string, bytes: Buffer = body, ageMs = 0) => {
    const at = new Date(clock.atMs - ageMs)
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': `${at.getTime() / 1000}`,
      'webhook-signature': new Webhook(secret).sign(id, at, bytes.toString()),
    }
    return { headers, bytes }
  }
  return { secret, clock, nowMs: () => clock.atMs, signed }
}

const outcome = (reception: WebhookReception) =>
  reception.kind === 'refused' ? reception.reason : reception.kind

test('a signed request is accepted once, and again only when it is forgotten', t => {
  const { secret, nowMs, signed } = scene()
  const receiver = openWebhookReceiver({ secrets: [secret], clock: { nowMs } })
  const { headers, bytes } = signed('msg_1')
  t.deepEqual(receiver.receive(headers, bytes), {
    kind: 'accepted',
    id: 'msg_1',
    message: { type: 'key-ends', atMs: Date.UTC(2027, 0, 31), data: { sequence: 4 } },
  })
  t.deepEqual(receiver.receive(headers, bytes), { kind: 'duplicate', id: 'msg_1' })
  receiver.forget('msg_1')
  t.is(receiver.receive(headers, bytes).kind, 'accepted')
})

test('what is altered, unsigned, signed by another, or of another time is refused, and says why', t => {
  const { secret, nowMs, signed } = scene()
  const receiver = openWebhookReceiver({ secrets: [secret], clock: { nowMs } })
  const { headers, bytes } = signed('msg_1')
  const receive = (change: Record<string, string | undefined>, altered = bytes) =>
    outcome(receiver.receive({ ...headers, ...change }, altered))
  t.is(receive({}, Buffer.from(bytes.toString().replace('4', '5'))), 'signature')
  t.is(receive({ 'webhook-id': 'msg_2' }), 'signature')
  t.is(receive({ 'webhook-timestamp': `${Number(headers['webhook-timestamp']) + 1}` }), 'signature')
  t.is(receive({ 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,') }), 'signature')
  t.is(receive({ 'webhook-signature': scene().signed('msg_1').headers['webhook-signature'] }), 'signature')
  for (const name of Object.keys(headers)) t.is(receive({ [name]: undefined }), 'headers', name)
  t.is(receive({ 'webhook-id': 'msg_1.2' }), 'headers')
  t.is(receive({}, Buffer.alloc(64 * 1024 + 1)), 'too-large')
  // Both of these bytes would be read as the same sign.
  t.is(receive({}, Buffer.from([0xff])), 'malformed')
  const other = signed('msg_3', Buffer.from('[1]'))
  t.is(outcome(receiver.receive(other.headers, other.bytes)), 'malformed')
  for (const [ageMs, expected] of [
    [300_000, 'accepted'],
    [301_000, 'too-old'],
    [-300_000, 'accepted'],
    [-301_000, 'too-new'],
  ] as const) {
    const late = signed(`msg_of_${ageMs / 1000}`, body, ageMs)
    t.is(outcome(receiver.receive(late.headers, late.bytes)), expected, `${ageMs}`)
  }
  t.is(receive({}), 'accepted')
})

test('either of two secrets will do, and each of two signatures', t => {
  const [old, next] = [scene(), scene()]
  const receiver = openWebhookReceiver({ secrets: [next.secret, old.secret], clock: old })
  const before = old.signed('msg_1')
  t.is(receiver.receive(before.headers, before.bytes).kind, 'accepted')
  const both = [next, old].map(one => one.signed('msg_2').headers['webhook-signature']).join(' ')
  const headers = { ...old.signed('msg_2').headers, 'webhook-signature': both }
  const latter = openWebhookReceiver({ secrets: [old.secret], clock: old })
  t.is(latter.receive(headers, body).kind, 'accepted')
  t.throws(() => openWebhookReceiver({ secrets: [] }), { message: /1 to 5 secrets/ })
  t.throws(() => openWebhookReceiver({ secrets: ['whsec_'] }), { message: /whsec_ and base64/ })
})

test('the memory has a bound: what is young is kept and new messages wait, what is old makes room', t => {
  const { secret, clock, nowMs, signed } = scene()
  const receiver = openWebhookReceiver({ secrets: [secret], clock: { nowMs }, mostRemembered: 2 })
  const receive = (id: string) => {
    const { headers, bytes } = signed(id)
    return outcome(receiver.receive(headers, bytes))
  }
  t.deepEqual(['a', 'b', 'c'].map(receive), ['accepted', 'accepted', 'busy'])
  clock.atMs += 11 * 60_000
  t.deepEqual(['c', 'b', 'a'].map(receive), ['accepted', 'duplicate', 'accepted'])
  clock.atMs += 25 * 3_600_000
  t.is(receive('c'), 'accepted')
})
