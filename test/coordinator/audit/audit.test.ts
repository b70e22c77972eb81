import test, { type ExecutionContext } from 'ava'
import { sql } from 'kysely'
import { signerFromSeed, toHex, unsafeFixedRandom } from '../../../aggregation/index.ts'
import { type AuditSearch, nextBatch, openAudit } from '../../../coordinator/audit/index.ts'
import { createLog } from '../../../coordinator/log/index.ts'
import { openStorage } from '../../../coordinator/storage/index.ts'
import {
  type AuditBundle,
  type AuditEvent,
  auditBundleType,
  auditEvent,
  auditEventSchema,
  type BundledBatch,
  decodeAuditBundle,
  encodeAuditBundle,
  signAuditBundle,
  verifyAuditBundle,
} from '../../../protos/audit/index.ts'
import { testSealKey } from '../../support/ledger.ts'

const coordinator = signerFromSeed(new Uint8Array(32).fill(7))
const auditor = signerFromSeed(new Uint8Array(32).fill(8))
const [anna, ben] = ['a'.repeat(32), 'b'.repeat(32)]

async function openHouse(t: ExecutionContext) {
  const storage = await openStorage({ memory: true })
  t.teardown(() => storage.close())
  let nowMs = 1_000_000
  const timers: (() => void)[] = []
  const world = {
    nowMs: () => nowMs,
    after: (_delayMs: number, action: () => void) => {
      timers.push(action)
      return () => void timers.splice(timers.indexOf(action), 1)
    },
    random: unsafeFixedRandom('audit'),
  }
  const errors: object[] = []
  const journal = { info: () => {}, warn: () => {}, error: (facts: object) => void errors.push(facts) }
  const log = createLog({ signer: coordinator, origin: 'audit.example/log', sealKey: testSealKey })
  const audit = openAudit({ storage, log, world, journal })
  const events = async () => {
    const rows = await storage.db.selectFrom('security_event').select('body').orderBy('id').execute()
    return rows.map(({ body }) => JSON.parse(body) as AuditEvent)
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { storage, log, audit, errors, events, pass, timers }
}

type House = Awaited<ReturnType<typeof openHouse>>

const accepted = (atMs: number, keyId: string, method = 'joinBounty') =>
  auditEvent({ atMs, kind: 'request-accepted', organisation: 'st-anna', keyId, method })

/** What a search finds, as the file of an auditor. */
async function bundleOf({ storage, log }: House, search: Omit<AuditSearch, 'after'>): Promise<AuditBundle> {
  return storage.transaction(async tx => {
    const batches: BundledBatch[] = []
    const { size } = await log.head(tx)
    for (let after = 0; ; ) {
      const next = await nextBatch(tx, { ...search, after })
      if (next === undefined) break
      after = next.number
      const path = (await log.inclusionProof(tx, next.leafIndex, size))!.map(toHex)
      batches.push({ ...next, path })
    }
    const bundle = {
      type: auditBundleType,
      coordinatorKey: toHex(coordinator.publicKey),
      about: { sinceMs: search.sinceMs, untilMs: search.untilMs, keyId: search.keyId },
      batches,
      checkpoint: await log.checkpoint(tx),
      exporter: { organisation: 'auditors', key: toHex(auditor.publicKey), atMs: 5 },
    } as const
    return signAuditBundle(bundle, auditor)
  })
}

const all = { sinceMs: 0, untilMs: 10_000_000, keyId: '', organisation: '' }

test('what is recorded goes with its change: a change that is taken back leaves no event', async t => {
  const { storage, audit, events } = await openHouse(t)
  await storage.transaction(tx => audit.record(tx, accepted(1, anna)))
  await t.throwsAsync(
    storage.transaction(async tx => {
      await audit.record(tx, accepted(2, anna))
      throw new Error('taken back')
    }),
  )
  t.deepEqual(await events(), [accepted(1, anna)])
})

test('an auditor’s file is checked offline: whole batches show all events of their time, those of one key have a path each', async t => {
  const house = await openHouse(t)
  const { storage, audit } = house
  for (const [atMs, key] of [
    [1, anna],
    [2, ben],
    [3, anna],
  ] as const)
    await storage.transaction(tx => audit.record(tx, accepted(atMs, key)))
  await audit.seal()
  await storage.transaction(tx => house.log.append(tx, new Uint8Array(9)))
  await storage.transaction(tx => audit.record(tx, accepted(400, ben, 'submitMaskedInput')))
  await audit.seal()
  await audit.seal()
  const whole = await bundleOf(house, all)
  t.deepEqual(
    whole.batches.map(({ number, count, events }) => [number, count, events.length]),
    [
      [1, 3, 3],
      [2, 1, 1],
    ],
  )
  const verified = verifyAuditBundle(whole, coordinator.publicKey)
  t.like(verified, { kind: 'verified', isComplete: true })
  t.deepEqual(verified.kind === 'verified' && verified.events.map(({ atMs }) => atMs), [1, 2, 3, 400])
  const own = await bundleOf(house, { ...all, keyId: anna })
  t.deepEqual(
    own.batches.map(({ number, events }) => [number, events.map(({ place }) => place)]),
    [[1, [0, 2]]],
  )
  t.like(verifyAuditBundle(own, coordinator.publicKey), { kind: 'verified', isComplete: false })
  const late = await bundleOf(house, { ...all, sinceMs: 100 })
  t.like(verifyAuditBundle(late, coordinator.publicKey), { kind: 'verified', isComplete: true })
  t.deepEqual(
    late.batches.map(({ number }) => number),
    [2],
  )
})

test('a file in which anything was changed, left out or put elsewhere is refused by what does not hold', async t => {
  const house = await openHouse(t)
  for (const atMs of [1, 2, 3]) {
    await house.storage.transaction(tx => house.audit.record(tx, accepted(atMs, atMs === 2 ? ben : anna)))
    if (atMs !== 1) await house.audit.seal()
  }
  const bundle = await bundleOf(house, all)
  const [first, second] = bundle.batches as [BundledBatch, BundledBatch]
  const { signature: _, ...unsigned } = bundle
  const again = (changes: Partial<AuditBundle>) => signAuditBundle({ ...unsigned, ...changes }, auditor)
  const detail = (changed: AuditBundle) => {
    const verdict = verifyAuditBundle(changed, coordinator.publicKey)
    return verdict.kind === 'refused' ? verdict.detail : `verified, complete: ${verdict.isComplete}`
  }
  t.is(detail(bundle), 'verified, complete: true')
  const other = [{ ...first.events[0]!, event: accepted(9, anna) }, first.events[1]!]
  t.is(
    detail(again({ batches: [{ ...first, events: other }, second] })),
    'batches.0.root is not that of its events',
  )
  const fewer = { ...first, events: first.events.slice(1) }
  t.regex(detail(again({ batches: [fewer, second] })), /batches\.0\.events\.0\.path does not lead/)
  const beyond = { ...first, events: [{ ...first.events[0]!, place: 2 }] }
  t.regex(detail(again({ batches: [beyond] })), /place is beyond the batch/)
  const shorter = { ...first, count: 1, events: first.events.slice(1) }
  t.regex(detail(again({ batches: [shorter] })), /path does not lead to the checkpoint/)
  t.regex(detail(again({ batches: [second, first] })), /batches\.1 does not come after/)
  t.regex(
    detail(again({ batches: [{ ...first, leafIndex: 1 }] })),
    /batches\.0\.path does not lead to the checkpoint/,
  )
  t.is(detail(again({ batches: [{ ...second, number: 3 }] })).slice(0, 14), 'batches.0.path')
  t.is(
    detail(again({ about: { ...bundle.about, keyId: anna } })),
    'batches.0.events.1.event.keyId is not about.keyId',
  )
  t.is(detail({ ...bundle, about: { ...bundle.about, untilMs: 5 } }).slice(0, 9), 'signature')
  const stranger = verifyAuditBundle(bundle, auditor.publicKey)
  t.like(stranger, { kind: 'refused', detail: 'coordinatorKey is another than that of the coordinator' })
  const bytes = encodeAuditBundle(bundle)
  t.deepEqual(decodeAuditBundle(bytes), { kind: 'read', document: bundle })
  const spaced = Buffer.from(`${Buffer.from(bytes)} `)
  t.like(decodeAuditBundle(spaced), { kind: 'malformed', problem: 'must be in canonical form' })
})

test('a flood of refusals is written down sixty times a minute, and counted beyond that', async t => {
  const { audit, events, pass, timers } = await openHouse(t)
  const refusal = (why: string) => auditEvent({ atMs: 1, kind: 'request-refused', detail: why })
  for (let i = 0; i < 500; i++) audit.note(refusal('signature'))
  audit.note(refusal('nonce used before'))
  t.is(timers.length, 1)
  pass(60_000)
  audit.note(refusal('signature'))
  await audit.seal()
  const found = await events()
  t.is(found.filter(({ kind }) => kind === 'request-refused').length, 60 + 1 + 1)
  const counted = found.filter(({ kind }) => kind === 'requests-refused')
  t.deepEqual(
    counted.map(({ detail }) => detail),
    ['440 more like this within a minute (request-refused): signature'],
  )
})

test('the database changes, deletes and moves no event, and a row that was changed all the same is in no file that holds', async t => {
  const house = await openHouse(t)
  const { storage, audit } = house
  await storage.transaction(tx => audit.record(tx, accepted(1, anna)))
  await audit.seal()
  for (const change of [
    sql`update security_event set body = '{}'`,
    sql`update security_event set place = 5`,
    sql`delete from security_event`,
    sql`truncate security_event`,
    sql`update audit_batch set count = 2`,
  ])
    await t.throwsAsync(change.execute(storage.db), { message: /is refused|never changed/ })
  await sql`alter table security_event disable trigger all`.execute(storage.db)
  await sql`update security_event set body = replace(body, 'st-anna', 'st-ann')`.execute(storage.db)
  t.regex(
    JSON.stringify(verifyAuditBundle(await bundleOf(house, all), coordinator.publicKey)),
    /root is not that of its events/,
  )
})

test('an event with a long reason can be exported: what is too long is cut', t => {
  const event = auditEvent({ atMs: 1, kind: 'key-revoked', detail: 'stolen, '.repeat(250) })
  t.is(event.detail.length, 500)
  t.deepEqual(auditEventSchema.parse(event), event)
})
