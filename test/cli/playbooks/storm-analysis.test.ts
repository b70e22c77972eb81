import test from 'ava'
import { analyseStorm, kindOfRefusal } from '../../../cli/playbooks/storm-analysis.ts'
import { stormSections } from '../../../cli/playbooks/storm-text.ts'
import { type AuditEvent, auditEvent } from '../../../protos/audit/index.ts'

const [alder, birch] = ['aa'.repeat(16), 'bb'.repeat(16)]
const [home, elsewhere] = ['11'.repeat(8), '22'.repeat(8)]
const nonce = (fill: string) => fill.repeat(32)
const minuteMs = 60_000

const accepted = (atMs: number, keyId: string, nonceHash: string, peer = home): AuditEvent =>
  auditEvent({ atMs, kind: 'request-accepted', keyId, nonceHash, peer, organisation: 'alder' })
const refused = (atMs: number, keyId: string, detail: string, peer: string, organisation = 'alder') =>
  auditEvent({ atMs, kind: 'request-refused', keyId, detail, peer, organisation })

test('a nonce that was accepted twice for one key is found, also when the first time lies before the window', t => {
  const events = [
    accepted(50_000, alder, nonce('01')),
    accepted(130_000, alder, nonce('01')),
    // The same nonce of another key is another request.
    accepted(131_000, birch, nonce('01')),
    accepted(132_000, alder, nonce('02')),
  ]
  const storm = analyseStorm(events, 2 * minuteMs)
  t.deepEqual(storm.acceptedTwice, [{ keyId: alder, nonceHash: nonce('01') }])
  t.is(storm.accepted, 3)
})

test('a key is replayed from elsewhere only where its own requests come again from an address that was never let in', t => {
  const events = [
    accepted(1, alder, nonce('01')),
    refused(2, alder, 'nonce used before', elsewhere),
    // Its own network sends twice by mistake.
    accepted(3, birch, nonce('03')),
    refused(4, birch, 'nonce used before', home),
    // Whoever cannot sign says nothing of the key that it names.
    refused(5, birch, 'signature', elsewhere, ''),
  ]
  const { keys } = analyseStorm(events, 0)
  t.deepEqual(
    keys.map(({ keyId, strangePeers }) => [keyId, strangePeers]),
    [
      [birch, []],
      [alder, [elsewhere]],
    ],
  )
  t.deepEqual(keys[0]!.refused, { nonce: 1, signature: 1 })
})

test('minutes and addresses count those that were not written down one by one', t => {
  const events = [
    refused(minuteMs + 1, alder, 'nonce used before', elsewhere),
    refused(minuteMs + 2, alder, 'time window', elsewhere),
    auditEvent({
      atMs: 2 * minuteMs,
      kind: 'requests-refused',
      detail: '140 more like this within a minute (request-refused): nonce used before',
    }),
    refused(2 * minuteMs + 3, '', 'its address has to wait', elsewhere, ''),
  ]
  const storm = analyseStorm(events, 0)
  t.deepEqual(
    storm.minutes.map(({ startMs, refused: each }) => [startMs, each.nonce, each.time, each.waiting]),
    [
      [minuteMs, 1, 1, 0],
      [2 * minuteMs, 140, 0, 1],
    ],
  )
  t.deepEqual(storm.peers, [{ peer: elsewhere, refused: 3, waitedAtMs: 2 * minuteMs + 3 }])
  const [table] = stormSections(storm)
  t.regex(table!.text, /\| 1970-01-01 00:02 \| 0 \| 140 \| 0 \| 1 \| █{20} 141 \|/)
  t.regex(table!.text, /\| 1970-01-01 00:01 \| 0 \| 1 \| 1 \| 0 \| █ 2 \|/)
})

test('what the door writes down of each check is told apart', t => {
  const details = {
    'nonce used before': 'nonce',
    'number 7 was used in this session before, or lies 64 or more behind': 'number',
    'there is no such session of this key and certificate, or it has ended': 'session',
    'time window': 'time',
    signature: 'signature',
    'unknown key': 'unknown-key',
    'key revoked': 'ended-key',
    'key of version 2, signed as 1': 'ended-key',
    'the database has this key as not live': 'ended-key',
    'its address has to wait': 'waiting',
    'buyers may not call it': 'other',
  } as const
  for (const [detail, kind] of Object.entries(details)) t.is(kindOfRefusal(detail), kind, detail)
})
