import test from 'ava'
import { Webhook } from 'standardwebhooks'
import { openWebhookReceiver } from '../../../client/index.ts'
import { readRing, writeKeys } from '../../../coordinator/auth/key-store.ts'
import { mostWaiting } from '../../../coordinator/webhooks/gather-news.ts'
import { retryDelaysMs } from '../../../coordinator/webhooks/schedule.ts'
import type { EventKind } from '../../../protos/events.ts'
import { type HttpEndpoint, openHttpEndpoint } from '../../support/http-endpoint.ts'
import { must } from '../../support/small-federation.ts'
import { useWebhookScenes, type WebhookScene } from '../../support/webhook-scene.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A webhook of the holder's; its secret. */
async function add({ operations, caller }: WebhookScene, { url }: HttpEndpoint, kinds: EventKind[]) {
  const { webhook, secret } = must(await operations.addWebhook(caller('holder'), { url, kinds }))
  return { webhookId: webhook.webhookId, secret }
}

const ownEnds = (reason: string) => ({ kind: 'key-ends', organisation: 'of-holder', reason }) as const

const openWebhookScene = useWebhookScenes(test)

test.serial(
  'what happens is sent signed, in the words of Standard Webhooks, and stays in no outbox',
  async t => {
    const scene = await openWebhookScene(t)
    const endpoint = await openHttpEndpoint(t)
    const { secret } = await add(scene, endpoint, ['key-ends', 'coordinator-restarted'])
    scene.events.publish(ownEnds('2027-01-31T00:00:00.000Z'))
    await scene.settled(1)
    const [{ headers, body }] = endpoint.arrived as [HttpEndpoint['arrived'][number]]
    const received = openWebhookReceiver({ secrets: [secret] }).receive(headers, body)
    t.like(received, { kind: 'accepted', id: headers['webhook-id'] })
    const message = received.kind === 'accepted' ? received.message : t.fail()
    t.like(message, { type: 'key-ends', atMs: scene.clock.world.nowMs() })
    t.deepEqual(Object.keys(message!.data).sort(), ['organisation', 'reason', 'sequence'])
    t.like(message!.data, { organisation: 'of-holder', reason: '2027-01-31T00:00:00.000Z' })
    // The library's own reading of the same request.
    const named = { ...(headers as Record<string, string>) }
    t.like(new Webhook(secret).verify(body, named), { type: 'key-ends' })
    t.regex(headers['webhook-signature'] as string, /^v1,[A-Za-z0-9+/]{43}=$/)
    const { webhooks } = must(await scene.operations.listWebhooks(scene.caller('holder'), {}))
    t.like(webhooks[0], { state: 'sending', waiting: 0, lastOutcome: 'it answered 204' })
  },
)

test.serial('a member is told neither what it did not ask for nor what it would not be shown', async t => {
  const scene = await openWebhookScene(t)
  const endpoint = await openHttpEndpoint(t)
  await add(scene, endpoint, ['key-ends', 'key-alarm', 'bounty-posted'])
  const auditors = await openHttpEndpoint(t)
  must(
    await scene.operations.addWebhook(scene.caller('auditor'), {
      url: auditors.url,
      kinds: ['key-ends', 'bounty-posted'],
    }),
  )
  const draft = 'd1'.repeat(32)
  await scene.storage.db.insertInto('bounty').values(draftOf('of-buyer', draft)).execute()
  scene.events.publish({ kind: 'key-ends', organisation: 'of-buyer', reason: 'soon' })
  scene.events.publish({ kind: 'key-alarm', organisation: 'of-buyer', reason: 'flood' })
  scene.events.publish({ kind: 'bounty-posted', bountyId: draft, organisation: 'of-buyer' })
  scene.events.publish({ kind: 'coordinator-restarted' })
  scene.events.publish({ kind: 'key-alarm', organisation: 'of-holder', reason: 'flood' })
  await scene.settled(3)
  const typesAt = ({ arrived }: HttpEndpoint) => arrived.map(({ body }) => JSON.parse(`${body}`).type).sort()
  t.deepEqual(typesAt(endpoint), ['key-alarm'])
  t.deepEqual(typesAt(auditors), ['bounty-posted', 'key-ends'])
})

function draftOf(buyer: string, id: string) {
  const none = {
    state_blob: '',
    clip_norm: null,
    epsilon: null,
    reason: '',
    search_text: '',
    metric: 'accuracy',
  }
  return {
    ...{ id, buyer, state: 'draft', accepted: false, is_public: false, model_family: 'logistic', ...none },
    ...{
      buyer_key: Buffer.alloc(32),
      terms: Buffer.alloc(1),
      nonce: Buffer.alloc(16),
      signature: Buffer.alloc(64),
    },
    ...{
      price_units: 5n,
      posted_at_ms: 1n,
      paid_units: 0n,
      fee_units: 0n,
      refunded_units: 0n,
      round_pay_units: 1n,
    },
    ...{ model_blob: '00'.repeat(32), model_hash: '00'.repeat(32) },
  }
}

test.serial(
  'a message whose answer was lost comes again under the same id, later each time, and is accepted once',
  async t => {
    const scene = await openWebhookScene(t)
    const kept: { receiver?: ReturnType<typeof openWebhookReceiver> } = {}
    const receptions: string[] = []
    const endpoint = await openHttpEndpoint(t, ({ headers, body }) => {
      receptions.push(kept.receiver!.receive(headers, body).kind)
      return undefined
    })
    const { secret } = await add(scene, endpoint, ['key-ends'])
    kept.receiver = openWebhookReceiver({ secrets: [secret], clock: scene.clock.world })
    endpoint.answer('cut', 500)
    scene.events.publish(ownEnds('soon'))
    await scene.settled(1)
    scene.clock.forward(retryDelaysMs[0]! - 1)
    t.is(endpoint.arrived.length, 1)
    scene.clock.forward(1_001)
    await scene.settled(2)
    scene.clock.forward(6 * minuteMs)
    await scene.settled(3)
    t.deepEqual(scene.outcomes, ['failed', 'failed', 'delivered'])
    t.deepEqual(receptions, ['accepted', 'duplicate', 'duplicate'])
    t.is(new Set(endpoint.arrived.map(({ headers }) => headers['webhook-id'])).size, 1)
    const times = endpoint.arrived.map(({ headers }) => Number(headers['webhook-timestamp']))
    t.true(times[1]! >= times[0]! + 5 && times[2]! >= times[1]! + 300)
  },
)

test.serial(
  'what was not delivered is sent after a restart, under the same id and at its own time',
  async t => {
    const scene = await openWebhookScene(t)
    const endpoint = await openHttpEndpoint(t)
    const { secret } = await add(scene, endpoint, ['key-ends'])
    endpoint.answer(503, 'never')
    scene.events.publish(ownEnds('soon'))
    await scene.settled(1)
    scene.clock.forward(6_001)
    await endpoint.reached(2)
    // The second attempt is under way as the coordinator ends, and counts for nothing.
    const again = await scene.reopen()
    await again.settled(1)
    t.deepEqual(again.outcomes, ['delivered'])
    t.is(endpoint.arrived.length, 3)
    t.is(new Set(endpoint.arrived.map(({ headers }) => headers['webhook-id'])).size, 1)
    const { headers, body } = endpoint.arrived[2]!
    const receiver = openWebhookReceiver({ secrets: [secret], clock: scene.clock.world })
    t.is(receiver.receive(headers, body).kind, 'accepted')
  },
)

test.serial('a message is given up after seven attempts over some eighteen hours', async t => {
  const scene = await openWebhookScene(t)
  const endpoint = await openHttpEndpoint(t, () => 500)
  await add(scene, endpoint, ['key-ends'])
  scene.events.publish(ownEnds('soon'))
  for (const [i, delayMs] of [...retryDelaysMs, 48 * hourMs].entries()) {
    await scene.settled(i + 1)
    scene.clock.forward(Math.ceil(delayMs * 1.2) + 1)
  }
  t.deepEqual(scene.outcomes, [...Array(6).fill('failed'), 'given-up'])
  t.is(endpoint.arrived.length, 7)
  const { webhooks } = must(await scene.operations.listWebhooks(scene.caller('holder'), {}))
  t.like(webhooks[0], { waiting: 0, state: 'sending', lastOutcome: 'it answered 500' })
})

test.serial('while a secret is replaced both sign, for a day', async t => {
  const scene = await openWebhookScene(t)
  const endpoint = await openHttpEndpoint(t)
  const { secret: first, webhookId } = await add(scene, endpoint, ['key-ends'])
  const { secret: second, webhook } = must(
    await scene.operations.rotateWebhook(scene.caller('holder'), { webhookId }),
  )
  t.not(first, second)
  t.is(webhook.overlapEndsAtMs, scene.clock.world.nowMs() + 24 * hourMs)
  const acceptedBy = (secret: string, place: number) => {
    const { headers, body } = endpoint.arrived[place]!
    return openWebhookReceiver({ secrets: [secret], clock: scene.clock.world }).receive(headers, body).kind
  }
  scene.events.publish(ownEnds('soon'))
  await scene.settled(1)
  t.deepEqual([acceptedBy(first, 0), acceptedBy(second, 0)], ['accepted', 'accepted'])
  t.is(`${endpoint.arrived[0]!.headers['webhook-signature']}`.split(' ').length, 2)
  scene.clock.forward(24 * hourMs)
  scene.events.publish(ownEnds('sooner'))
  await scene.settled(2)
  t.deepEqual([acceptedBy(first, 1), acceptedBy(second, 1)], ['refused', 'accepted'])
  const row = await scene.storage.db.selectFrom('webhook').selectAll().executeTakeFirstOrThrow()
  t.is(row.previous_secret, null)
})

test.serial('an endpoint that answers 410 is left alone, until a trial finds it well', async t => {
  const scene = await openWebhookScene(t)
  const endpoint = await openHttpEndpoint(t)
  const { webhookId } = await add(scene, endpoint, ['key-ends'])
  endpoint.answer(410)
  scene.events.publish(ownEnds('soon'))
  await scene.settled(1)
  t.deepEqual(scene.outcomes, ['gone'])
  const stateNow = async () =>
    must(await scene.operations.listWebhooks(scene.caller('holder'), {})).webhooks[0]!.state
  t.is(await stateNow(), 'gone')
  scene.events.publish(ownEnds('sooner'))
  const tried = must(await scene.operations.testWebhook(scene.caller('holder'), { webhookId }))
  t.deepEqual(tried, { isDelivered: true, outcome: 'it answered 204' })
  t.deepEqual(
    endpoint.arrived.map(({ body }) => JSON.parse(`${body}`).type),
    ['key-ends', 'webhook-trial'],
  )
  t.is(await stateNow(), 'sending')
})

test.serial(
  'a redirect is not followed, and an endpoint that answers nothing, or without end, is not waited for',
  async t => {
    const scene = await openWebhookScene(t)
    const endpoint = await openHttpEndpoint(t)
    const { webhookId } = await add(scene, endpoint, ['key-ends'])
    endpoint.answer(302, 'never', 'endless', 101, 'cut')
    const tryNow = () => scene.operations.testWebhook(scene.caller('holder'), { webhookId })
    t.regex(must(await tryNow()).outcome, /302, and redirects are not followed/)
    t.like(await tryNow(), { kind: 'refused', reason: 'not-yet' })
    scene.clock.forward(5_000)
    const slow = tryNow()
    await endpoint.reached(2)
    scene.clock.forward(15_000)
    t.deepEqual(must(await slow), { isDelivered: false, outcome: 'it did not answer in time' })
    t.deepEqual(must(await tryNow()), { isDelivered: true, outcome: 'it answered 200' })
    for (const outcome of ['it answered 101', 'it broke the connection off']) {
      scene.clock.forward(5_000)
      t.deepEqual(must(await tryNow()), { isDelivered: false, outcome })
    }
    t.deepEqual(new Set(endpoint.arrived.map(({ path }) => path)), new Set(['/hook']))
  },
)

test.serial(
  'an endpoint that hangs gets two messages at a time, holds up no other, and keeps 2,000 waiting',
  async t => {
    const scene = await openWebhookScene(t)
    const hanging = await openHttpEndpoint(t, () => 'never')
    await add(scene, hanging, ['key-ends'])
    const other = await openHttpEndpoint(t)
    await add(scene, other, ['key-alarm'])
    for (let i = 0; i < mostWaiting + 3; i++) scene.events.publish(ownEnds(`${i}`))
    scene.events.publish({ kind: 'key-alarm', organisation: 'of-holder', reason: 'flood' })
    await scene.settled(4)
    t.deepEqual([...scene.outcomes].sort(), ['delivered', 'dropped', 'dropped', 'dropped'])
    await hanging.reached(2)
    t.is(other.arrived.length, 1)
    const { webhooks } = must(await scene.operations.listWebhooks(scene.caller('holder'), {}))
    t.deepEqual(
      webhooks.map(({ waiting }) => waiting),
      [mostWaiting, 0],
    )
    t.is(hanging.arrived.length, 2)
    await scene.close()
  },
)

test.serial(
  'once the key that added it is revoked, a webhook is told nothing more, not even what waits',
  async t => {
    const scene = await openWebhookScene(t)
    const endpoint = await openHttpEndpoint(t)
    const { operations, caller } = scene
    must(await operations.addWebhook(caller('replica'), { url: endpoint.url, kinds: ['key-ends'] }))
    endpoint.answer(500)
    scene.events.publish({ kind: 'key-ends', organisation: 'of-replica', reason: 'soon' })
    await scene.settled(1)
    const owner = { organisation: 'of-replica', role: 'replica' } as const
    await scene.storage.transaction(async tx => {
      const [key] = await readRing(tx, owner)
      await writeKeys(tx, [{ ...key!, state: 'revoked', reason: 'stolen' }])
    })
    await scene.members.keys.refresh()
    scene.events.publish({ kind: 'key-ends', organisation: 'of-replica', reason: 'sooner' })
    scene.clock.forward(6_001)
    await scene.settled(2)
    t.deepEqual(scene.outcomes, ['failed', 'dropped'])
    t.is(endpoint.arrived.length, 1)
    const { webhooks } = must(await operations.listWebhooks(caller('replica'), {}))
    t.like(webhooks[0], { state: 'key-revoked', waiting: 0 })
  },
)
