import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { fromHex, type Signer, systemRandom, toHex } from '../../aggregation/index.ts'
import { openHeadFile, openUtilitiesFolder, type ScoringNews, scoreRounds } from '../../client/index.ts'
import { encodeTestSet, openEvaluator } from '../../learning/index.ts'
import {
  agreedUtilities,
  epochScores,
  type MarketState,
  openMarketLog,
  takeLeaf,
} from '../../protos/market-log/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import {
  type Cast,
  ended,
  holderNames,
  moreNames,
  must,
  openScene,
  postBountyWith,
  startAgent,
} from '../support/small-federation.ts'
import { committedTerms, testSet, withTestSet } from '../support/test-records.ts'

const eight = [...holderNames, ...moreNames].slice(0, 8)
const groupPolicy = { minimumGroup: 4, minimumHonest: 2 }

interface Lab {
  readonly name: string
  readonly signer: Signer
  readonly port: CoordinatorPort
}

async function enrolLabs(cast: Cast): Promise<readonly Lab[]> {
  const labs: Lab[] = []
  for (const name of ['lab-a', 'lab-b', 'lab-c']) {
    labs.push({ name, ...(await cast.federation.enrol(name, 'evaluator')) })
    const request = { organisation: name, amountUnits: 100n, memo: '' }
    must(await cast.federation.operatorPort.deposit(request, { idempotencyKey: `for ${name}` }))
  }
  return labs
}

async function scoredTerms(cast: Cast, labs: readonly Lab[]): Promise<BountyTerms> {
  const file = encodeTestSet(testSet)
  must(await cast.buyer.port.uploadBlob(file))
  const terms = committedTerms({ rounds: 2, minimumRounds: 2 })
  return {
    ...terms,
    cohort: { ...terms.cohort, minimum: 8, maximum: 8, groupSize: 4 },
    pay: {
      ...terms.pay,
      pools: { base: 6_000, quality: 3_000, evaluators: 1_000, bonus: 0 },
      milestones: [
        { rounds: 1, basisPoints: 5_000 },
        { rounds: 1, basisPoints: 5_000 },
      ],
    },
    scoring: {
      evaluators: labs.map(({ name, signer }) => ({
        organisation: name,
        key: toHex(signer.publicKey),
        stakeUnits: '100',
      })),
      utility: 'loss' as const,
      everyRounds: 1,
      commitSeconds: 300,
      revealSeconds: 300,
      gate: 0,
    },
  }
}

interface LabRun {
  readonly lab: Lab
  readonly bountyId: string
  readonly coordinatorKey: Uint8Array
  /** Where it keeps what it found. */
  readonly folder: string
  /** News with which it is ended. */
  readonly endsWith?: ScoringNews['kind']
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'parley-lab-'))

function startLab(
  t: { teardown(end: () => void): void },
  { lab, bountyId, coordinatorKey, folder, endsWith }: LabRun,
) {
  const controller = new AbortController()
  t.teardown(() => controller.abort())
  const news: ScoringNews[] = []
  const evaluator = openEvaluator({ backend: 'cpu' })
  const done = (async () => {
    for await (const one of scoreRounds({
      ...lab,
      organisation: lab.name,
      bountyId,
      evaluator,
      coordinatorKey,
      memory: openUtilitiesFolder(folder),
      heads: openHeadFile(folder, coordinatorKey),
      random: systemRandom,
      nowMs: Date.now,
      signal: controller.signal,
      patience: { waitMs: 1_000, pauseMs: 50 },
    })) {
      news.push(one)
      if (one.kind === endsWith) controller.abort()
    }
  })().finally(() => evaluator.close())
  return { news, done }
}

async function replayed(port: CoordinatorPort, bountyId: string): Promise<MarketState> {
  const { leaves, terms } = must(await port.getMarketLog({ bountyId, after: 0, limit: 0 }))
  const [first, ...rest] = leaves
  let taken = openMarketLog(terms, first!.body)
  for (const { body } of rest) if (taken.kind === 'taken') taken = takeLeaf(taken.state, body)
  if (taken.kind === 'refused') throw new Error(`${taken.rule}: ${taken.detail}`)
  return taken.state
}

/** What each kind of movement brought to whom. */
function paidBy({ money }: MarketState): ReadonlyMap<string, bigint> {
  const paid = new Map<string, bigint>()
  for (const command of money) {
    if (command.command !== 'transfer') continue
    for (const { account, amountUnits } of command.postings) {
      const key = `${command.kind} ${account}`
      if (amountUnits > 0n) paid.set(key, amountUnits + (paid.get(key) ?? 0n))
    }
  }
  return paid
}

test('three evaluators test the groups of every round, and the quality pool follows from what they showed', async t => {
  const { cast } = await openScene(t, eight)
  const labs = await enrolLabs(cast)
  const terms = await scoredTerms(cast, labs)
  const { root, ...rootless } = terms.acceptance.testSet
  const scoredBy = (change: Partial<BountyTerms['scoring']>): BountyTerms => ({
    ...terms,
    scoring: { ...terms.scoring!, ...change },
  })
  const [first, ...others] = terms.scoring!.evaluators
  const buyerKey = toHex(cast.buyer.signer.publicKey)
  for (const [refused, words] of [
    [withTestSet(terms, rootless), /acceptance\.testSet\.root is missing: evaluators are sent the set/],
    [withTestSet(terms, { ...rootless, root: root!.replaceAll('0', '1') }), /the test set has the root/],
    [scoredBy({ revealSeconds: 59 }), /scoring\.revealSeconds must be at least 60, and is 59/],
    [scoredBy({ evaluators: [...others, { ...first!, organisation: 'acme' }] }), /\.2 is acme itself/],
    [scoredBy({ evaluators: [...others, { ...first!, key: buyerKey }] }), /\.2 is acme itself/],
  ] as const)
    await t.throwsAsync(postBountyWith(cast, refused), { message: words })
  const bountyId = await postBountyWith(cast, terms)
  const agents = eight.map(name => startAgent(cast, name, { policyChanges: groupPolicy }))
  const common = { bountyId, coordinatorKey: cast.coordinatorSigner.publicKey }
  const [labA, labB, labC] = labs as [Lab, Lab, Lab]
  const folder = newFolder()
  const steady = [labA, labB].map(lab => startLab(t, { ...common, lab, folder: newFolder() }))
  // The third is ended between what it commits to and showing it, and started again: it has forgotten nothing.
  const before = startLab(t, { ...common, lab: labC, folder, endsWith: 'round-tested' })
  await before.done
  const committed = openUtilitiesFolder(folder).read(bountyId, 1)
  const scoring = [...steady, startLab(t, { ...common, lab: labC, folder })]
  const bounty = await ended(cast, bountyId)
  await Promise.all(scoring.map(({ done }) => done))
  await Promise.all(agents.map(agent => agent.stop()))
  t.is(bounty.state, 'final', JSON.stringify(bounty.declines))
  const state = await replayed(labA.port, bountyId)
  t.is(state.scoring.rounds.size, 2)
  t.deepEqual(
    before.news.map(({ kind }) => kind),
    ['joined', 'round-tested'],
  )
  t.deepEqual(state.scoring.rounds.get(1)!.utilities.get('lab-c'), committed?.utilities)
  t.true((openHeadFile(folder, common.coordinatorKey).read()?.size ?? 0) > 20)
  for (const scored of state.scoring.rounds.values()) {
    t.is(scored.utilities.size, 3)
    const agreed = agreedUtilities(state.terms.scoring!, scored)!
    t.is(agreed.length, 2 ** scored.groups.length)
    // All three test the same models on the same records.
    for (const utilities of scored.utilities.values()) t.deepEqual(utilities, agreed)
  }
  const { scores, organisations, testedRounds } = epochScores(state, 1)!
  t.is(testedRounds, 1)
  t.is(scores.estimator, 'group-shapley')
  t.deepEqual([...organisations.values()].sort(), [...eight].sort())
  for (const { news } of scoring)
    t.deepEqual(
      news.filter(({ kind }) => kind === 'utilities-shown').length,
      2,
      news.map(one => JSON.stringify(one)).join('\n'),
    )
  // What rounds were tested with is not handed out once the bounty is over.
  for (const hash of [state.scoring.rounds.get(2)!.sumHashes[0]!, terms.acceptance.testSet.sha256])
    t.like(await labA.port.downloadBlob({ sha256: fromHex(hash) }), {
      kind: 'refused',
      reason: 'wrong-state',
      message: 'the bounty has ended: what its rounds were tested with is not handed out any more',
    })
  t.like(await labA.port.downloadBlob({ sha256: new Uint8Array(32) }), { reason: 'not-found' })
  const late = startLab(t, { ...common, lab: labC, folder })
  await late.done
  t.deepEqual(late.news, [])
  const paid = paidBy(state)
  for (const { name } of labs) t.true(paid.get(`evaluators-pay payable:${name}`)! > 0n)
  t.true([...paid.keys()].some(key => key.startsWith('quality-pay payable:')))
  t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
})
