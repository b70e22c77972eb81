import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { generateSigner, systemRandom, toHex, verifySignature } from '../../aggregation/index.ts'
import { openStorage, type Storage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob, loadDataset, openEvaluator, readModel } from '../../learning/index.ts'
import { disputeSigningBytes } from '../../protos/market-statements.ts'
import { metricFigures } from '../../protos/metrics.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { type BountyTerms, evaluationSigningBytes } from '../../protos/terms.ts'
import type { EvaluationTask, SubmitEvaluationRequest } from '../../protos/types.ts'
import {
  type Cast,
  cancel,
  ended,
  holderNames,
  must,
  openCast,
  openScene,
  postBountyWith,
  reopenCast,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const testSet = smallDataset(60, 99)
const testSetBlob = encodeDatasetBlob(testSet)

/** Terms whose test set stays with the buyer. */
function termsWith(
  change: Partial<BountyTerms['acceptance']>,
  training: Partial<BountyTerms['training']> = {},
): BountyTerms {
  const terms = smallTerms(testSetBlob, 60, training)
  return {
    ...terms,
    acceptance: { ...terms.acceptance, evaluator: 'buyer', evaluationSeconds: 600, ...change },
  }
}

type OpenTask = Extract<EvaluationTask, { finished: false }>

/** The next round that waits; polls as `parley bounty evaluate` does. */
async function nextTask(
  port: CoordinatorPort,
  bountyId: string,
  afterRound: number,
): Promise<EvaluationTask> {
  for (;;) {
    const answer = await port.awaitEvaluation({ bountyId, afterRound, waitMs: 2_000 })
    if (answer.kind === 'granted' || answer.reason !== 'not-yet') return must(answer)
  }
}

async function nextRound(cast: Cast, bountyId: string, afterRound: number): Promise<OpenTask> {
  const task = await nextTask(cast.buyer.port, bountyId, afterRound)
  if (task.finished) throw new Error('the bounty has ended')
  return task
}

const sign = (
  { buyer }: Pick<Cast, 'buyer'>,
  terms: BountyTerms,
  unsigned: Omit<SubmitEvaluationRequest, 'signature'>,
): SubmitEvaluationRequest => ({
  ...unsigned,
  signature: buyer.signer.sign(evaluationSigningBytes(unsigned, terms)),
})

/** What an evaluation says whose log loss is given; made up, where only its way counts. */
function madeUp(bountyId: string, { round, modelHash }: OpenTask, logLoss: number) {
  const figure = { metric: 'logLoss', value: logLoss, low: logLoss / 2, high: 2 * logLoss } as const
  return { bountyId, round, modelHash, examples: 60, correct: 50, metrics: [figure] }
}

test.serial(
  'a test set that never leaves the buyer decides by log loss, and training stops when it is met',
  async t => {
    const { cast } = await openScene(t)
    const evaluator = openEvaluator({ backend: 'cpu' })
    t.teardown(() => evaluator.close())
    const terms = termsWith(
      { metric: 'logLoss', target: 0.5 },
      { rounds: 6, minimumRounds: 2, stopAtTarget: true },
    )
    const bountyId = await postBountyWith(cast, terms)
    const agents = holderNames.map(name => startAgent(cast, name))
    const dataset = loadDataset(testSet)
    const losses: number[] = []
    for (let round = 0; ; ) {
      const task = await nextTask(cast.buyer.port, bountyId, round)
      if (task.finished) break
      round = task.round
      const model = readModel(must(await cast.buyer.port.downloadBlob({ sha256: task.modelBlob })))
      const found = await evaluator.evaluate(model.spec, model.parameters, dataset)
      losses.push(found.metrics.logLoss!.value)
      const evaluation = sign(cast, terms, {
        bountyId,
        round,
        modelHash: task.modelHash,
        examples: found.examples,
        correct: found.correct,
        metrics: metricFigures(found.metrics),
      })
      must(await cast.buyer.port.submitEvaluation(evaluation))
    }
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(bounty.reason, 'target-met')
    t.true(bounty.accepted)
    t.is(bounty.rounds.length, losses.length)
    t.is(
      losses.findIndex((loss, i) => i >= 1 && loss <= 0.5),
      losses.length - 1,
      String(losses),
    )
    for (const [i, round] of bounty.rounds.entries()) {
      t.is(round.buyerEvaluation?.state, 'done')
      t.is(round.metrics.find(({ metric }) => metric === 'logLoss')?.value, losses[i])
      t.is(round.total, 60)
      // Anybody can check what the buyer said, from the public record alone.
      const said = { ...round, bountyId, examples: round.total }
      t.true(
        verifySignature(
          bounty.buyerKey,
          evaluationSigningBytes(said, terms),
          round.buyerEvaluation!.signature,
        ),
      )
    }
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    t.true(bounty.refundedUnits > 0n)
    const blob = await cast.federation.parts.blobs.get(terms.acceptance.testSet.sha256)
    t.is(blob, undefined, 'the coordinator never had the test set')
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)

test.serial('a buyer that says nothing pays for every round and gets no acceptance by it', async t => {
  const { cast } = await openScene(t)
  const bountyId = await postBountyWith(
    cast,
    termsWith(
      { metric: 'accuracy', target: 0, evaluationSeconds: 1 },
      { rounds: 3, minimumRounds: 1, stopAtTarget: true },
    ),
  )
  const agents = holderNames.map(name => startAgent(cast, name))
  const bounty = await ended(cast, bountyId)
  await Promise.all(agents.map(agent => agent.done))

  t.is(bounty.reason, 'rounds-done')
  t.false(bounty.accepted)
  t.is(bounty.refundedUnits, 0n)
  t.is(bounty.paidUnits + bounty.feeUnits, 100_003n)
  t.deepEqual(
    bounty.rounds.map(({ state, total, metrics, buyerEvaluation }) => [
      state,
      total,
      metrics.length,
      buyerEvaluation?.state,
    ]),
    [1, 2, 3].map(() => ['completed', 0, 0, 'missed']),
  )
  t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  const late = await cast.buyer.port.awaitEvaluation({ bountyId, afterRound: 0, waitMs: 0 })
  t.deepEqual(late, { kind: 'granted', value: { finished: true } })
})

test.serial(
  'only what the buyer itself signed about the very model and test set is taken, once for each round',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith({ metric: 'logLoss', target: 0.4 }, { rounds: 1, minimumRounds: 1 })
    const bountyId = await postBountyWith(cast, terms)
    const agents = holderNames.map(name => startAgent(cast, name))
    const { port } = cast.buyer
    const task = await nextRound(cast, bountyId, 0)
    const honest = madeUp(bountyId, task, 0.2)
    const good = sign(cast, terms, honest)
    const refusal = async (submission: SubmitEvaluationRequest, by = port) => {
      const answer = await by.submitEvaluation(submission)
      return answer.kind === 'refused' ? [answer.reason, answer.field] : ['granted']
    }

    const rival = await cast.federation.enrol('rival', 'buyer')
    t.deepEqual(await refusal(good, rival.port), ['forbidden', undefined])
    t.like(await rival.port.awaitEvaluation({ bountyId, afterRound: 0, waitMs: 0 }), { reason: 'forbidden' })
    t.like(await rival.port.downloadBlob({ sha256: task.modelBlob }), { reason: 'not-found' })
    const holder = cast.holders.get('alder')!.port
    t.deepEqual(await refusal(good, holder), ['forbidden', undefined])

    const forged = { ...good, signature: rival.signer.sign(evaluationSigningBytes(honest, terms)) }
    t.deepEqual(await refusal(forged), ['signature-invalid', 'signature'])
    for (const changed of [{ correct: 51 }, { metrics: [] }])
      t.deepEqual(await refusal({ ...good, ...changed }), ['signature-invalid', 'signature'])
    const otherSet = {
      acceptance: { ...terms.acceptance, testSet: { sha256: '7e'.repeat(32), examples: 60 } },
    }
    const elsewhere = cast.buyer.signer.sign(evaluationSigningBytes(honest, otherSet))
    t.deepEqual(await refusal({ ...good, signature: elsewhere }), ['signature-invalid', 'signature'])
    const malformed = [
      [{ modelHash: new Uint8Array(32) }, ['blob-mismatch', 'modelHash']],
      [{ examples: 61 }, ['malformed', 'examples']],
      [{ correct: 61 }, ['malformed', 'correct']],
      [{ metrics: [...honest.metrics, ...honest.metrics] }, ['malformed', 'metrics']],
      [{ metrics: [{ ...honest.metrics[0]!, metric: 'rmse' }] }, ['malformed', 'metrics']],
      [{ metrics: [{ ...honest.metrics[0]!, value: -0.1 }] }, ['malformed', 'metrics']],
      [{ metrics: [{ ...honest.metrics[0]!, low: 0.5 }] }, ['malformed', 'metrics']],
      [{ round: 2 }, ['not-found', undefined]],
    ] as const
    for (const [change, answer] of malformed)
      t.deepEqual(await refusal(sign(cast, terms, { ...honest, ...change })), answer)
    t.is(must(await port.getBounty({ bountyId })).state, 'running', 'the last round is waited for')

    t.deepEqual(await refusal(good), ['granted'])
    const bounty = await ended(cast, bountyId)
    t.true(bounty.accepted)
    t.deepEqual(await refusal(good), ['granted'], 'a repeat is granted, also after the end')
    t.deepEqual(await refusal(sign(cast, terms, madeUp(bountyId, task, 0.3))), [
      'conflicting-message',
      undefined,
    ])
    await Promise.all(agents.map(agent => agent.done))
  },
)

test.serial(
  'no round waits for an evaluation that decides nothing, and a late one is still recorded',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith({ metric: 'logLoss', target: 0.4 }, { rounds: 2, minimumRounds: 2 })
    const bountyId = await postBountyWith(cast, terms)
    const agents = holderNames.map(name => startAgent(cast, name))
    const second = await nextRound(cast, bountyId, 1)
    const before = must(await cast.buyer.port.getBounty({ bountyId }))
    t.deepEqual(
      before.rounds.map(({ round, state, buyerEvaluation }) => [round, state, buyerEvaluation?.state]),
      [
        [1, 'completed', 'awaited'],
        [2, 'completed', 'awaited'],
      ],
    )
    t.is(before.paidUnits + before.feeUnits, 100_003n, 'both are paid already')
    const first = await nextRound(cast, bountyId, 0)
    t.is(first.round, 1)
    t.is((await cast.buyer.port.downloadBlob({ sha256: first.modelBlob })).kind, 'granted')
    must(await cast.buyer.port.submitEvaluation(sign(cast, terms, madeUp(bountyId, first, 0.3))))
    must(await cast.buyer.port.submitEvaluation(sign(cast, terms, madeUp(bountyId, second, 0.5))))
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))
    t.false(bounty.accepted, 'the last model decides')
    t.deepEqual(
      bounty.rounds.map(({ metrics }) => metrics[0]?.value),
      [0.3, 0.5],
    )
  },
)

/** Pay with a bonus, whose target a panel can be asked about. */
const disputable: Partial<BountyTerms['pay']> = {
  pools: { base: 9_000, quality: 0, evaluators: 0, bonus: 1_000 },
  killFeeBasisPoints: 1_000,
  challengeSeconds: 60,
  disputes: {
    bondUnits: '1001',
    panel: { arbiters: [toHex(generateSigner(systemRandom).signer.publicKey)], threshold: 1 },
    rulingSeconds: 60,
    appealSeconds: 60,
  },
}

async function disputeTarget(cast: Cast, bountyId: string) {
  const request = { organisation: 'alder', amountUnits: 2_000n, memo: '' }
  must(await cast.federation.operatorPort.deposit(request, { idempotencyKey: `bond ${bountyId}` }))
  const evidence = new Uint8Array(32).fill(7)
  const claim = { kind: 'target', epoch: 1, isMet: true } as const
  const { port, signer } = cast.holders.get('alder')!
  const signature = signer.sign(disputeSigningBytes(bountyId, claim, toHex(evidence)))
  return must(await port.dispute({ bountyId, claim: { ...claim, holder: '' }, evidence, signature }))
}

test.serial(
  'a buyer that cancels after the last round does not get around its evaluation: the target counts as missed and can be disputed',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith({ metric: 'logLoss', target: 0.4 }, { rounds: 1, minimumRounds: 1 })
    const bountyId = await postBountyWith(cast, { ...terms, pay: { ...terms.pay, ...disputable } })
    const agents = holderNames.map(name => startAgent(cast, name))
    const task = await nextRound(cast, bountyId, 0)
    const bounty = must(await cancel(cast, bountyId))
    t.like(bounty, { state: 'challenge', reason: 'rounds-done', accepted: false })
    t.is(bounty.rounds[0]?.buyerEvaluation?.state, 'missed')
    const late = await cast.buyer.port.submitEvaluation(sign(cast, terms, madeUp(bountyId, task, 0.1)))
    t.like(late, { kind: 'refused', reason: 'too-late' })
    await Promise.all(agents.map(agent => agent.stop()))
    t.is((await disputeTarget(cast, bountyId)).state, 'disputed')
  },
)

test.serial(
  'a bounty that expires while the evaluation of its last round is awaited ends as all rounds done',
  async t => {
    const { cast } = await openScene(t)
    const { parts } = cast.federation
    let aheadMs = 0
    const { nowMs } = parts.world
    Object.assign(parts.world, { nowMs: () => nowMs() + aheadMs })
    const terms = termsWith({ metric: 'logLoss', target: 0.4 }, { rounds: 1, minimumRounds: 1 })
    const bountyId = await postBountyWith(cast, { ...terms, pay: { ...terms.pay, expiresSeconds: 60 } })
    const agents = holderNames.map(name => startAgent(cast, name))
    await nextRound(cast, bountyId, 0)
    aheadMs = 61_000
    await cast.federation.coordinator.runnerOf(bountyId)!.marketChanged()
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.stop()))
    t.like(bounty, { state: 'final', reason: 'rounds-done', accepted: false })
  },
)

test.serial(
  'a buyer that cancels while it is to say whether training is over owes the kill fee, and the target can be disputed',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith(
      { metric: 'logLoss', target: 0.4 },
      { rounds: 3, minimumRounds: 1, stopAtTarget: true },
    )
    const bountyId = await postBountyWith(cast, { ...terms, pay: { ...terms.pay, ...disputable } })
    const agents = holderNames.map(name => startAgent(cast, name))
    await nextRound(cast, bountyId, 0)
    const bounty = must(await cancel(cast, bountyId))
    t.like(bounty, { state: 'challenge', reason: 'cancelled by the buyer', accepted: false })
    await Promise.all(agents.map(agent => agent.stop()))
    t.is((await disputeTarget(cast, bountyId)).state, 'disputed')
  },
)

async function untilCompleted(cast: Cast, bountyId: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (must(await cast.buyer.port.getBounty({ bountyId })).rounds[0]?.state === 'completed') return
    await sleep(100)
  }
  throw new Error('the round was not completed in a minute')
}

test.serial(
  'a coordinator that is started again waits on for the evaluation, and pays nothing twice',
  async t => {
    const storage: Storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    const terms = termsWith(
      { metric: 'logLoss', target: 0.4, evaluationSeconds: 600 },
      { rounds: 2, minimumRounds: 1, stopAtTarget: true },
    )
    const bountyId = await postBountyWith(cast, terms)
    const agents = holderNames.map(name => startAgent(cast, name))
    await untilCompleted(cast, bountyId)
    await cast.federation.close()
    await Promise.all(agents.map(agent => agent.stop()))
    // Its time passes while the coordinator is away.
    await storage.db
      .updateTable('evaluation')
      .set(eb => ({ deadline_ms: eb('deadline_ms', '-', 700_000n) }))
      .where('bounty_id', '=', bountyId)
      .execute()

    const again = await reopenCast(cast, storage)
    t.teardown(async () => {
      await again.federation.close()
      await storage.close()
    })
    const task = await nextRound(again, bountyId, 0)
    t.is(task.round, 1)
    t.true(task.deadlineMs > Date.now(), 'there is a moment left')
    t.is(must(await again.buyer.port.getBounty({ bountyId })).rounds.length, 1, 'no other round is open')
    must(await again.buyer.port.submitEvaluation(sign(again, terms, madeUp(bountyId, task, 0.1))))
    const bounty = await ended(again, bountyId)
    t.is(bounty.reason, 'target-met')
    t.true(bounty.accepted)
    t.is(bounty.rounds.length, 1)
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    t.deepEqual(must(await again.federation.operatorPort.audit({})).problems, [])
  },
)

test.serial('a bounty that the coordinator evaluates has nothing for a buyer to evaluate', async t => {
  const { cast } = await openScene(t)
  must(await cast.buyer.port.uploadBlob(testSetBlob))
  const bountyId = await postBountyWith(cast, smallTerms(testSetBlob, 60))
  const answer = await cast.buyer.port.awaitEvaluation({ bountyId, afterRound: 0, waitMs: 0 })
  t.like(answer, { kind: 'refused', reason: 'wrong-state' })
  const unknown = await cast.buyer.port.awaitEvaluation({
    bountyId: 'ab'.repeat(32),
    afterRound: 0,
    waitMs: 0,
  })
  t.like(unknown, { kind: 'refused', reason: 'not-found' })
})
