import test from 'ava'
import { systemRandom } from '../../../aggregation/index.ts'
import { isPublicAddress } from '../../../coordinator/webhooks/public-address.ts'
import { nextAttemptMs, retryDelaysMs } from '../../../coordinator/webhooks/schedule.ts'
import { newSecret, openSecret, sealSecret } from '../../../coordinator/webhooks/secret.ts'
import { openHttpEndpoint } from '../../support/http-endpoint.ts'
import { must } from '../../support/small-federation.ts'
import { useWebhookScenes } from '../../support/webhook-scene.ts'

const openWebhookScene = useWebhookScenes(test)

test.serial('an address must be https, public, and without a password', async t => {
  const { operations, caller } = await openWebhookScene(t, false)
  const refusalOf = async (url: string) => {
    const answer = await operations.addWebhook(caller('holder'), { url, kinds: ['key-ends'] })
    return answer.kind === 'refused' && answer.field === 'url' ? answer.message : 'granted'
  }
  t.regex(await refusalOf('hooks'), /write an address/)
  t.regex(await refusalOf(`https://example.org/${'a'.repeat(1_000)}`), /at most 1000 characters/)
  t.regex(await refusalOf('http://8.8.8.8/hook'), /must begin with https/)
  t.regex(await refusalOf('ftp://8.8.8.8/hook'), /must begin with https/)
  t.regex(await refusalOf('https://me:word@8.8.8.8/'), /user name or a password/)
  t.regex(await refusalOf('https://8.8.8.8/#part'), /behind #/)
  for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:10.0.0.1]', '169.254.169.254'])
    t.regex(await refusalOf(`https://${host}/`), /not public/, host)
  t.regex(await refusalOf('https://localhost/'), /localhost must lead to public addresses/)
  t.is(await refusalOf('https://8.8.8.8/hook'), 'granted')
})

test.serial('where a webhook leads is looked at again as it is sent', async t => {
  const scene = await openWebhookScene(t)
  const endpoint = await openHttpEndpoint(t)
  const port = new URL(endpoint.url).port
  for (const host of ['127.0.0.1', 'localhost'])
    must(
      await scene.operations.addWebhook(scene.caller('holder'), {
        url: `http://${host}:${port}/`,
        kinds: ['key-ends'],
      }),
    )
  // As if both had been public when they were added.
  const strict = await scene.reopen({ toPrivate: false })
  strict.events.publish({ kind: 'key-ends', organisation: 'of-holder', reason: 'soon' })
  await strict.settled(2)
  t.deepEqual(strict.outcomes, ['failed', 'failed'])
  const { webhooks } = must(await strict.operations.listWebhooks(strict.caller('holder'), {}))
  for (const { lastOutcome } of webhooks) t.is(lastOutcome, 'its name leads to an address that is not public')
  t.is(endpoint.arrived.length, 0)
})

test('addresses that are special are told from public ones', t => {
  const special = [
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '100.100.100.200',
      '127.255.255.254',
      '169.254.169.254',
      '172.16.0.1',
    ],
    ...[
      '172.31.255.255',
      '192.0.0.192',
      '192.168.1.1',
      '198.19.0.1',
      '203.0.113.9',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '168.63.129.16',
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '64:ff9b::808:808',
      'fe80::1',
      'fd00:ec2::254',
      'ff02::1',
    ],
    ...['2001:0:1::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'example.org', ''],
  ]
  for (const address of special) t.false(isPublicAddress(address), address)
  const open = [
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.0.1.1',
    '198.17.0.1',
  ]
  for (const address of [...open, '168.63.129.17', '2001:4860:4860::8888', '2a00:1450::1'])
    t.true(isPublicAddress(address), address)
})

test.serial('a member has five webhooks at most, and reaches no other member’s', async t => {
  const { operations, caller } = await openWebhookScene(t)
  const url = 'http://127.0.0.1:9/hook'
  const add = () => operations.addWebhook(caller('holder'), { url, kinds: ['key-ends'] })
  const { webhook } = must(await add())
  for (let i = 0; i < 4; i++) must(await add())
  t.like(await add(), { kind: 'refused', reason: 'wrong-state' })
  must(await operations.addWebhook(caller('buyer'), { url, kinds: ['key-ends'] }))
  const request = { webhookId: webhook.webhookId }
  for (const operation of ['rotateWebhook', 'removeWebhook', 'testWebhook'] as const)
    t.like(await operations[operation](caller('buyer'), request), { kind: 'refused', reason: 'not-found' })
  t.is(must(await operations.listWebhooks(caller('buyer'), {})).webhooks.length, 1)
  must(await operations.removeWebhook(caller('holder'), request))
  must(await add())
  const empty = await operations.addWebhook(caller('data-owner'), { url, kinds: [] })
  t.like(empty, { kind: 'refused', field: 'kinds' })
})

test('a delay grows by a fifth at most, and after the last there is none', t => {
  const always = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) })
  t.is(nextAttemptMs(1, 7_000, always(0)), 12_000)
  t.is(nextAttemptMs(3, 0, always(0x80)), Math.round(1_800_000 * (1 + 0.2 * (0x80808080 / 2 ** 32))))
  t.is(nextAttemptMs(6, 0, always(0xff)), 12 * 3_600_000)
  t.is(nextAttemptMs(7, 0, always(0)), undefined)
  t.deepEqual(
    [...retryDelaysMs].sort((a, b) => a - b),
    [...retryDelaysMs],
  )
})

test('a sealed secret opens under its own key and for its own webhook only', t => {
  const [key, id] = [new Uint8Array(32).fill(3), '0a'.repeat(16)]
  const secret = newSecret(systemRandom)
  t.regex(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const sealed = sealSecret(secret, key, id, systemRandom)
  t.is(openSecret(sealed, key, id), secret)
  t.is(openSecret(sealed, key, '0b'.repeat(16)), undefined)
  t.is(openSecret(sealed, new Uint8Array(32).fill(4), id), undefined)
  t.is(openSecret(sealed.with(30, sealed[30]! ^ 1), key, id), undefined)
  t.false(Buffer.from(sealed).includes(secret.slice(6, 20)))
})
