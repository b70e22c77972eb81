import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { type Signer, systemRandom, toHex } from '../../aggregation/index.ts'
import { openUtilitiesFolder, type ScoringNews, scoreRounds } from '../../client/index.ts'
import { encodeDatasetBlob, openEvaluator } from '../../learning/index.ts'
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
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

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
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const terms = smallTerms(testSet, 60, { rounds: 2, minimumRounds: 2 })
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

function startLab(t: { teardown(end: () => void): void }, lab: Lab, bountyId: string) {
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
      memory: openUtilitiesFolder(mkdtempSync(join(tmpdir(), 'parley-lab-'))),
      random: systemRandom,
      nowMs: Date.now,
      signal: controller.signal,
      patience: { waitMs: 1_000, pauseMs: 50 },
    }))
      news.push(one)
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
  const bountyId = await postBountyWith(cast, await scoredTerms(cast, labs))
  const agents = eight.map(name => startAgent(cast, name, { policyChanges: groupPolicy }))
  const scoring = labs.map(lab => startLab(t, lab, bountyId))
  const bounty = await ended(cast, bountyId)
  await Promise.all(scoring.map(({ done }) => done))
  await Promise.all(agents.map(agent => agent.stop()))
  t.is(bounty.state, 'final', JSON.stringify(bounty.declines))
  const state = await replayed(labs[0]!.port, bountyId)
  t.is(state.scoring.rounds.size, 2)
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
  const paid = paidBy(state)
  for (const { name } of labs) t.true(paid.get(`evaluators-pay payable:${name}`)! > 0n)
  t.true([...paid.keys()].some(key => key.startsWith('quality-pay payable:')))
  t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
})
