import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import {
  chargesOf,
  eventsOf,
  openPrivacyLedger,
  type PrivacyLedger,
  readPolicy,
  readPrivacyLedger,
  spentEpsilon,
} from '../../client/index.ts'
import { type Dataset, encodeDatasetBlob } from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import {
  type Cast,
  ended,
  holderNames,
  must,
  openScene,
  postBountyWith,
  type StartedAgent,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const others = holderNames.filter(name => name !== 'fir')
const privacy = { unit: 'record', noise: 'local', epsilon: 2, delta: 1e-5, clipNorm: 1 } as const
// All records in every step: the accountant needs no time.
const training = { rounds: 2, minimumRounds: 2, batchSize: 'all' } as const
const firs = smallDataset(140, 6)

/** The records of fir in the order of another file. */
const reversed: Dataset = {
  ...firs,
  features: Float32Array.from({ length: 560 }, (_, i) => firs.features[(139 - (i >> 2)) * 4 + (i & 3)]!),
  labels: Int32Array.from((firs as { labels: Int32Array }).labels).reverse(),
} as Dataset

async function post(
  cast: Cast,
  change: Partial<BountyTerms['training']> = {},
  promise: BountyTerms['privacy'] = privacy,
): Promise<string> {
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  return postBountyWith(cast, { ...smallTerms(testSet, 60, { ...training, ...change }), privacy: promise! })
}

const policyWith = (epsilon: number) =>
  readPolicy(
    `version: 1\nallow: {buyers: [acme, umbrella], modelFamilies: [logistic], purposes: [testing]}\ncolluders: 1\nprivacy: {unit: record, epsilon: ${epsilon}, delta: 1.0e-5}\n`,
    'test policy',
  )

function startOthers(cast: Cast): readonly StartedAgent[] {
  return others.map(name => startAgent(cast, name, { policy: policyWith(100) }))
}

const ledgerFolder = (cast: Cast) => join(cast.folder, 'privacy')
const openLedger = (cast: Cast) => openPrivacyLedger(ledgerFolder(cast), systemRandom, Date.now)

/** Fir with a budget of its own; its ledger is given back when its agent ends. */
function startFir(cast: Cast, epsilon: number, more: Parameters<typeof startAgent>[2] = {}) {
  const ledger = openLedger(cast)
  const agent = startAgent(cast, 'fir', {
    policy: policyWith(epsilon),
    privacyLedger: ledger,
    dataset: firs,
    ...more,
  })
  return { ...agent, ledger, done: agent.done.finally(() => ledger.close()) }
}

async function until(t: ExecutionContext, isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !isSo(); i++) await sleep(50)
  t.true(isSo(), 'it never came to that')
}

/** Another buyer, with money. */
async function umbrella({ federation, buyer, ...cast }: Cast): Promise<Cast> {
  const second = await federation.enrol('umbrella', 'buyer')
  const deposit = { organisation: 'umbrella', amountUnits: 200_000n, memo: '' }
  must(await federation.operatorPort.deposit(deposit, { idempotencyKey: 'second' }))
  return { ...cast, federation, buyer: second }
}

test.serial(
  'a holder whose budget is spent refuses the next bounty: after a restart, with its records in another file, for another buyer, who is told that much and no more',
  async t => {
    const { cast } = await openScene(t)
    const first = await post(cast)
    const agents = [...startOthers(cast), startFir(cast, 2.5)]
    t.is((await ended(cast, first)).state, 'final')
    await Promise.all(agents.map(({ done }) => done))
    const [known] = readPrivacyLedger(ledgerFolder(cast))
    t.deepEqual(
      known!.charges.map(({ buyer, round, attempt, bountyId }) => [
        buyer,
        round,
        attempt,
        bountyId === first,
      ]),
      [
        ['acme', 1, 1, true],
        ['acme', 2, 1, true],
      ],
    )
    const spent = spentEpsilon(eventsOf(known!.charges), 1e-5)
    // Calibrated by Rényi curves, told by the exact formula.
    t.true(spent <= 2 && spent > 1.8, `${spent}`)

    const second = await umbrella(cast)
    const bountyId = await post(second)
    const again = [...startOthers(second)]
    const refusing = startFir(second, 2.5, { dataset: reversed })
    await until(t, () => refusing.events.some(({ kind }) => kind === 'bounty-refused'))
    const [refusal] = refusing.events.flatMap(event => (event.kind === 'bounty-refused' ? event.reasons : []))
    t.is(refusal!.rule, 'privacy-budget-spent')
    const bounty = await declinedOf(second, bountyId)
    t.deepEqual(
      bounty.declines.map(({ organisation, reason, round }) => ({ organisation, reason, round })),
      [{ organisation: 'fir', reason: 'privacy-budget-spent', round: 0 }],
    )
    t.deepEqual(Object.keys(bounty.declines[0]!).sort(), ['atMs', 'organisation', 'reason', 'round'])
    await Promise.all([...again, refusing].map(agent => agent.stop()))
    await refusing.done
  },
)

async function declinedOf({ buyer }: Cast, bountyId: string) {
  for (let i = 0; i < 200; i++) {
    const bounty = must(await buyer.port.getBounty({ bountyId }))
    if (bounty.declines.length > 0) return bounty
    await sleep(50)
  }
  throw new Error('nobody declined')
}

test.serial(
  'a budget that runs out between two rounds ends the part of its holder, who leaves with the reason, and the others go on',
  async t => {
    const { cast } = await openScene(t)
    const bountyId = await post(cast, { rounds: 3, minimumRounds: 3 })
    const agents = startOthers(cast)
    const fir = startFir(cast, 3)
    await until(t, () => fir.events.some(({ kind }) => kind === 'round-completed'))
    spendElsewhere(fir.ledger)
    const bounty = await ended(cast, bountyId)
    await Promise.all([...agents, fir].map(({ done }) => done))
    t.is(bounty.state, 'final')
    const rounds = bounty.rounds.map(({ survivors }) => survivors.includes('fir'))
    // The next round may have been under way already.
    const last = rounds.lastIndexOf(true) + 1
    t.true(last < 3, `${rounds}`)
    const left = fir.events.flatMap(event => (event.kind === 'attempt-over' ? event.reason : []))
    t.true(left.includes('privacy-budget-spent'))
    t.deepEqual(
      bounty.declines.map(({ organisation, reason }) => [organisation, reason]),
      [['fir', 'privacy-budget-spent']],
    )
    const own = chargesOf(readPrivacyLedger(ledgerFolder(cast))[0]!.charges, bountyId)
    t.is(own.length, last, 'what was refused was not charged')
    t.is(bounty.participants.find(({ organisation }) => organisation === 'fir')?.left, true)
  },
)

/** Another bounty takes what is left, by the same records. */
function spendElsewhere(ledger: PrivacyLedger): void {
  const event = { mechanism: { kind: 'gaussian', noise: 1.5 }, steps: 1 } as const
  const attempt = { bountyId: 'ef'.repeat(32), round: 1, attempt: 1, group: 1 }
  ledger.accountOf(firs, new Uint8Array(32)).charge(attempt, new Uint8Array(32), 'umbrella', event)
}

test.serial(
  'a round is charged before its update leaves, once, though its holder is killed then',
  async t => {
    const { cast } = await openScene(t)
    const bountyId = await post(cast)
    const agents = startOthers(cast)
    const fir = startFir(cast, 3, { drills: [{ round: 1, stage: 'shared' }] })
    await until(t, () => fir.events.some(({ kind }) => kind === 'holding'))
    t.deepEqual(readPrivacyLedger(ledgerFolder(cast))[0]!.charges, [])
    await fir.stop()
    await fir.done
    const second = startFir(cast, 3, { drills: [{ round: 1, stage: 'masked' }] })
    await until(t, () => second.events.some(({ kind }) => kind === 'holding'))
    t.is(readPrivacyLedger(ledgerFolder(cast))[0]!.charges.length, 1)
    await second.stop()
    await second.done
    const third = startFir(cast, 3)
    const bounty = await ended(cast, bountyId)
    await Promise.all([...agents, third].map(({ done }) => done))
    t.is(bounty.state, 'final')
    const attempts = new Set(
      readPrivacyLedger(ledgerFolder(cast))[0]!.charges.map(({ round, attempt }) => `${round}.${attempt}`),
    )
    t.is(attempts.size, readPrivacyLedger(ledgerFolder(cast))[0]!.charges.length)
  },
)

test.serial(
  'a bounty that hides whole holders is trained to its end, and is charged to the records by half its noise',
  async t => {
    const { cast } = await openScene(t)
    const promise = { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5 } as const
    const bountyId = await post(cast, { clipNorm: 0.01 }, promise)
    const agents = [...startOthers(cast), startFir(cast, 8)]
    const { rounds } = await ended(cast, bountyId)
    t.deepEqual(
      rounds.map(({ survivors }) => survivors.length),
      [6, 6],
    )
    await Promise.all(agents.map(({ done }) => done))
    const [known] = readPrivacyLedger(ledgerFolder(cast))
    t.is(known!.charges.length, 2)
    const events = eventsOf(known!.charges)
    t.true(events.every(({ mechanism }) => mechanism.kind === 'skellam' && mechanism.clients === 3))
    const spent = spentEpsilon(events, 1e-5)
    t.true(spent > 5.9 && spent < 8, `${spent}`)
  },
)
