import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { sql } from 'kysely'
import {
  fromHex,
  generateKeyPair,
  generateSigner,
  identityFromSeed,
  openSealedStream,
  publicKeyOf,
  SealedStreamError,
  sha256,
  systemRandom,
  toHex,
} from '../../aggregation/index.ts'
import { requireLoggedModel } from '../../cli/delivered-model.ts'
import { fetchDelivery, openDelivery } from '../../client/index.ts'
import { auditMarket } from '../../coordinator/bounties/market-audit.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob, modelFileHash, readModel } from '../../learning/index.ts'
import {
  type LeafTaken,
  type MarketState,
  openMarketLog,
  settlementHash,
  takeLeaf,
} from '../../protos/market-log/index.ts'
import {
  disputeSigningBytes,
  evidenceSigningBytes,
  rulingSigningBytes,
  type SeenDispute,
  seenDispute,
} from '../../protos/market-statements.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { openGrpcDoor } from '../support/grpc-door.ts'
import {
  type Cast,
  cancel,
  ended,
  holderNames,
  must,
  openScene,
  postBountyWith,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const arbiters = [1, 2, 3].map(() => generateSigner(systemRandom).signer)
const evidence = new Uint8Array(32).fill(7)

async function termsWith(cast: Cast, pay: Partial<BountyTerms['pay']>, rounds: number): Promise<BountyTerms> {
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const terms = smallTerms(testSet, 60, { rounds, minimumRounds: rounds })
  return { ...terms, pay: { ...terms.pay, ...pay } }
}

async function deposit(cast: Cast, organisation: string, amountUnits: bigint): Promise<void> {
  const request = { organisation, amountUnits, memo: '' }
  must(await cast.federation.operatorPort.deposit(request, { idempotencyKey: `for ${organisation}` }))
}

/** What a stranger comes to who has the terms and the bounty's leaves and nothing else. */
async function replayed(cast: Cast, bountyId: string): Promise<MarketState> {
  const { leaves, terms } = must(
    await cast.holders.get('elm')!.port.getMarketLog({ bountyId, after: 0, limit: 0 }),
  )
  const [first, ...rest] = leaves
  let taken = openMarketLog(terms, first!.body)
  for (const { body } of rest) if (taken.kind === 'taken') taken = takeLeaf(taken.state, body)
  if (taken.kind === 'refused') throw new Error(`${taken.rule}: ${taken.detail}`)
  return (taken as LeafTaken).state
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await isSo()) return
    await sleep(50)
  }
  throw new Error('it never came to be')
}

/** What a buyer can spend. */
async function unitsOf(cast: Cast, buyer: string): Promise<bigint> {
  const { balances } = must(await cast.federation.operatorPort.getBalances({ organisation: buyer }))
  return balances.find(({ account }) => account === `buyer:${buyer}`)!.postedUnits
}

async function assertBooks(t: ExecutionContext, cast: Cast): Promise<void> {
  t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
}

test.serial(
  'a draft is paid in, trained in two milestones, disputed and ruled on, and what each gets follows from the log',
  async t => {
    const { cast } = await openScene(t)
    for (const name of [...holderNames, 'operator']) await deposit(cast, name, 1_000n)
    const bountyId = await postBountyWith(
      cast,
      await termsWith(
        cast,
        {
          pools: { base: 9_000, quality: 0, evaluators: 0, bonus: 1_000 },
          milestones: [
            { rounds: 1, basisPoints: 4_000 },
            { rounds: 1, basisPoints: 6_000 },
          ],
          holdback: { basisPoints: 2_000, seconds: 1 },
          challengeSeconds: 4,
          disputes: {
            bondUnits: '1001',
            panel: { arbiters: arbiters.map(({ publicKey }) => toHex(publicKey)), threshold: 2 },
            rulingSeconds: 60,
            appealSeconds: 1,
          },
          stakeUnits: '400',
          coordinatorBondUnits: '900',
        },
        2,
      ),
      true,
    )
    t.is(must(await cast.buyer.port.getBounty({ bountyId })).state, 'draft')
    t.is(await unitsOf(cast, 'acme'), 200_000n)
    must(await cast.buyer.port.fundBounty({ bountyId }))
    must(await cast.buyer.port.fundBounty({ bountyId }))
    t.is(await unitsOf(cast, 'acme'), 99_997n)

    const policyChanges = { maximumStakeUnits: 400n }
    const agents = holderNames.map(name => startAgent(cast, name, { policyChanges }))
    await until(async () => must(await cast.buyer.port.getBounty({ bountyId })).state === 'challenge')
    const claim = { kind: 'exclude', epoch: 2, holder: 'cedar' } as const
    const signature = cast.buyer.signer.sign(disputeSigningBytes(bountyId, claim, toHex(evidence)))
    const dispute = { bountyId, claim: { ...claim, isMet: false }, evidence, signature }
    t.like(await cast.holders.get('fir')!.port.dispute(dispute), { reason: 'signature-invalid' })
    const rival = await cast.federation.enrol('rival', 'buyer')
    t.like(await rival.port.dispute(dispute), { reason: 'forbidden' })
    const disputed = must(await cast.buyer.port.dispute(dispute))
    t.is(disputed.state, 'disputed')
    t.is(await unitsOf(cast, 'acme'), 98_996n)

    const { port } = cast.holders.get('alder')!
    const signedBy = (seen: SeenDispute) =>
      arbiters.map(arbiter => ({
        key: arbiter.publicKey,
        signature: arbiter.sign(rulingSigningBytes(bountyId, seen, true)),
      }))
    const [early] = (await replayed(cast, bountyId)).life.disputes
    const more = new Uint8Array(32).fill(8)
    const piece = cast.buyer.signer.sign(evidenceSigningBytes(bountyId, 1, toHex(more)))
    must(await cast.buyer.port.addEvidence({ bountyId, dispute: 1, evidence: more, signature: piece }))
    const [late] = (await replayed(cast, bountyId)).life.disputes
    const signed = signedBy(seenDispute(late!))
    const ruling = { bountyId, dispute: 1, isUpheld: true }
    // What was signed before the evidence came is about another dispute.
    t.like(await port.rule({ ...ruling, signatures: signedBy(seenDispute(early!)).slice(1) }), {
      reason: 'signature-invalid',
    })
    t.like(await port.rule({ ...ruling, signatures: [signed[0]!, signed[0]!] }), {
      reason: 'signature-invalid',
    })
    must(await port.rule({ ...ruling, signatures: signed.slice(1) }))
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(bounty.state, 'final')
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    // Cedar's part of the second epoch goes back, its bonus to the others, and the bond to the buyer who was right.
    const own = await replayed(cast, bountyId)
    const lost = own.life.epochs[1]!.dues.find(({ id }) => id === 'r2')!.settlement.unearnedUnits
    t.true(lost > 5_000n)
    t.is(bounty.refundedUnits, lost + heldBackOf(own))
    t.is(await unitsOf(cast, 'acme'), 200_000n - 100_003n + bounty.refundedUnits)
    t.deepEqual(must(await port.getMarket({ bountyId })).settlement, fromHex(settlementHash(own.settlement!)))
    t.true(own.isSealed)

    await sleep(1_000)
    must(await port.releaseVested({ bountyId }))
    t.is(
      must(await port.getMarket({ bountyId })).holders.find(({ holder }) => holder === 'alder')
        ?.heldBackUnits,
      0n,
    )
    t.like(await port.releaseVested({ bountyId }), { kind: 'refused', reason: 'wrong-state' })
    await assertBooks(t, cast)
  },
)

/** What was taken back of cedar's pay of the first epoch. */
function heldBackOf({ money }: MarketState): bigint {
  return money
    .flatMap(command =>
      command.command === 'transfer' && command.kind === 'clawback' ? command.postings : [],
    )
    .filter(({ amountUnits }) => amountUnits > 0n)
    .reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
}

test.serial(
  'a milestone that is missed ends the bounty, and what the rest would have cost comes back',
  async t => {
    const { cast } = await openScene(t)
    const milestones = [
      { rounds: 1, basisPoints: 2_500, target: 0.001 },
      { rounds: 2, basisPoints: 7_500 },
    ]
    const terms = await termsWith(cast, { milestones, killFeeBasisPoints: 1_000 }, 3)
    const acceptance = { ...terms.acceptance, metric: 'logLoss', target: 10 } as const
    const bountyId = await postBountyWith(cast, { ...terms, acceptance })
    const agents = holderNames.map(name => startAgent(cast, name))
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))
    t.is(bounty.state, 'final')
    t.is(bounty.reason, 'a milestone was missed')
    t.is(bounty.rounds.length, 1)
    // floor(100,003 * 2,500 / 10,000) = 25,000 for the first, all of it earned.
    t.is(bounty.paidUnits + bounty.feeUnits, 25_000n)
    t.is(bounty.refundedUnits, 75_003n)
    await assertBooks(t, cast)
  },
)

/** Over gRPC: the buyer opens the model with its own key; others, and the bytes of the store, do not. */
async function assertDelivered(
  t: ExecutionContext,
  cast: Cast,
  storage: Storage,
  { bountyId, modelBlob }: { readonly bountyId: string; readonly modelBlob: Uint8Array },
): Promise<void> {
  const openPort = await openGrpcDoor(t, cast)
  const port = openPort(cast.buyer.signer)
  const identity = identityFromSeed(systemRandom.bytes(32))
  const file = must(await fetchDelivery({ port, identity }, { bountyId, modelBlob }))
  t.deepEqual(sha256(file), modelBlob)
  t.is(readModel(file).parameters.values.length, 15)
  const source = { port, target: { coordinatorKey: toHex(cast.coordinatorSigner.publicKey) } }
  t.true(await requireLoggedModel(source, bountyId, modelFileHash(readModel(file))))
  await t.throwsAsync(requireLoggedModel(source, bountyId, new Uint8Array(32)), {
    message: /names another model/,
  })
  const secretKey = identity.deriveKey('model-delivery')
  const delivery = must(await port.getDelivery({ bountyId, boxKey: publicKeyOf(secretKey) }))
  const sealed = must(await port.downloadBlob({ sha256: delivery.sealedSha256 }))
  t.is(sealed.length, delivery.sealedSize)
  const { sealedKey } = delivery
  t.is(openDelivery(sealed, sealedKey, { secretKey, modelBlob }).kind, 'granted')
  const flipped = sealed.map((byte, i) => (i === 300 ? byte ^ 1 : byte))
  const otherKey = generateKeyPair(systemRandom).secretKey
  t.like(openDelivery(sealed, sealedKey, { secretKey: otherKey, modelBlob }), { reason: 'blob-mismatch' })
  t.like(openDelivery(flipped, sealedKey, { secretKey, modelBlob }), { reason: 'blob-mismatch' })
  const otherModel = new Uint8Array(32)
  t.like(openDelivery(sealed, sealedKey, { secretKey, modelBlob: otherModel }), { reason: 'blob-mismatch' })
  await assertSealedAtRest(t, cast, storage, { file, sealed })

  const rival = openPort((await cast.federation.enrol('rival', 'buyer')).signer)
  const request = { bountyId, boxKey: publicKeyOf(otherKey) }
  t.like(await rival.getDelivery(request), { reason: 'forbidden' })
  t.like(await rival.downloadBlob({ sha256: delivery.sealedSha256 }), { reason: 'not-found' })
  t.like(await openPort(cast.holders.get('elm')!.signer).getDelivery(request), { reason: 'forbidden' })
  t.like(await port.getDelivery({ bountyId, boxKey: new Uint8Array(32) }), { reason: 'malformed' })
}

/** The store has the sealed bytes, no byte of the parameters, and no key that the database's rows open by themselves. */
async function assertSealedAtRest(
  t: ExecutionContext,
  { folder }: Cast,
  storage: Storage,
  { file, sealed }: { readonly file: Uint8Array; readonly sealed: Uint8Array },
): Promise<void> {
  const names = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
  const files = await Promise.all(
    names.filter(entry => entry.isFile()).map(entry => readFile(join(entry.parentPath, entry.name))),
  )
  t.true(files.some(bytes => bytes.equals(sealed)))
  for (const bytes of files) t.is(bytes.indexOf(file.subarray(-32)), -1)
  for (const { wrapped_key } of await storage.db
    .selectFrom('stored_object')
    .select('wrapped_key')
    .execute()) {
    for (let at = 0; at + 32 <= wrapped_key.length; at++)
      t.throws(() => openSealedStream(sealed, wrapped_key.subarray(at, at + 32)), {
        instanceOf: SealedStreamError,
      })
  }
}

test.serial('a buyer that cancels while rounds run owes the kill fee to those who take part', async t => {
  const { cast, storage } = await openScene(t)
  const terms = await termsWith(cast, { killFeeBasisPoints: 1_000 }, 3)
  const bountyId = await postBountyWith(cast, terms)
  const agents = holderNames.map(name => startAgent(cast, name, { drills: [{ round: 2, stage: 'shared' }] }))
  await until(async () => agents.every(agent => agent.events.some(event => event.kind === 'holding')))
  const { modelBlob } = must(await cast.buyer.port.getBounty({ bountyId }))
  // The model of round 1 is not the buyer's before the verdict.
  const boxKey = generateKeyPair(systemRandom).publicKey
  t.like(await cast.buyer.port.getDelivery({ bountyId, boxKey }), { reason: 'not-yet' })
  t.like(await cast.buyer.port.downloadBlob({ sha256: modelBlob }), { reason: 'not-yet' })
  const bounty = must(await cancel(cast, bountyId))
  t.is((await cast.buyer.port.downloadBlob({ sha256: modelBlob })).kind, 'granted')
  await assertDelivered(t, cast, storage, { bountyId, modelBlob })
  await Promise.all(agents.map(agent => agent.stop()))
  t.is(bounty.state, 'aborted-buyer')
  // Round 1 had 33,334 of 100,003 or one less; a tenth of the rest is 6,666 or 6,667.
  const { life } = await replayed(cast, bountyId)
  const pot = life.epochs[0]!.dues[0]!.pot.units
  t.is(bounty.paidUnits + bounty.feeUnits, pot + (100_003n - pot) / 10n)
  t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
  await assertBooks(t, cast)
})

test.serial('a bounty that is not over in its time expires, in the middle of a round', async t => {
  const { cast, storage } = await openScene(t)
  const { parts } = cast.federation
  let aheadMs = 0
  const { nowMs } = parts.world
  Object.assign(parts.world, { nowMs: () => nowMs() + aheadMs })
  const bountyId = await postBountyWith(cast, await termsWith(cast, { expiresSeconds: 60 }, 3))
  const agents = holderNames.map(name => startAgent(cast, name, { drills: [{ round: 1, stage: 'shared' }] }))
  await until(async () => agents.every(agent => agent.events.some(event => event.kind === 'holding')))
  aheadMs = 61_000
  await cast.federation.coordinator.runnerOf(bountyId)!.marketChanged()
  const bounty = await ended(cast, bountyId)
  await Promise.all(agents.map(agent => agent.stop()))
  t.is(bounty.state, 'expired')
  t.is(bounty.refundedUnits, 100_003n)
  await assertBooks(t, cast)
  await assertForgeriesFound(t, storage, cast, bountyId)
})

/** Movements that balance, and that no leaf asks for. */
async function assertForgeriesFound(t: ExecutionContext, storage: Storage, cast: Cast, bountyId: string) {
  const { ledger } = cast.federation.parts
  const forged = {
    idempotencyKey: `${bountyId}:999:0`,
    kind: 'round-pay',
    bountyId,
    reference: '',
    memo: '',
    postings: [
      { account: 'buyer:acme', amountUnits: -5n },
      { account: 'payable:fir', amountUnits: 5n },
    ],
  }
  // The database itself lets nothing of a bounty move that no event stands for.
  const error = await t.throwsAsync(storage.transaction(tx => ledger.transfer(tx, forged)))
  t.regex(error?.message ?? '', /follows from no event/)
  // One that names an event which is there, and asks for something else.
  await storage.transaction(tx => ledger.transfer(tx, { ...forged, idempotencyKey: `${bountyId}:1:7` }))
  const { ok, problems } = must(await cast.federation.operatorPort.audit({}))
  t.false(ok)
  t.regex(problems.find(({ rule }) => rule === 'I10')?.detail ?? '', /no leaf of bounty/)
  await assertEventsHeld(t, storage, bountyId)
}

/** An event that is taken off its list, moved, or called something else behind the triggers is named. */
async function assertEventsHeld(t: ExecutionContext, storage: Storage, bountyId: string) {
  const where = `where bounty_id = '${bountyId}' and ordinal = 3`
  const changes = [
    `delete from bounty_event ${where}`,
    `update bounty_event set ordinal = 99 ${where}`,
    `update bounty_event set kind = 'left' ${where}`,
    `update bounty_event set bounty_id = '${'0'.repeat(64)}' ${where}`,
  ]
  for (const change of changes) {
    const undone = storage.transaction(async tx => {
      await sql.raw('set local session_replication_role = replica').execute(tx)
      await sql.raw(change).execute(tx)
      const problems = await auditMarket(tx)
      t.true(
        problems.some(({ where: row }) => row.includes('event 3 of bounty')),
        `${change}: ${JSON.stringify(problems)}`,
      )
      throw new Error('undone')
    })
    await t.throwsAsync(undone, { message: 'undone' })
  }
}
