import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { readPolicy } from '../../client/index.ts'
import {
  type ClassDataset,
  encodeDatasetBlob,
  openTrainer,
  type RegressionDataset,
} from '../../learning/index.ts'
import { type BountyTerms, bountyIdOf, encodeTerms, termsSigningBytes } from '../../protos/terms.ts'
import {
  type Cast,
  ended,
  holderNames,
  must,
  openScene,
  postBountyWith,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

/** Two numbers in, one out: y = 2a - b + 0.5, the same for every holder. */
function line(examples: number, seed: number): RegressionDataset {
  const features = Float32Array.from({ length: 2 * examples }, (_, i) => Math.sin((i + 1) * (seed + 1)))
  const targets = Float32Array.from(
    { length: examples },
    (_, i) => 2 * features[2 * i]! - features[2 * i + 1]! + 0.5,
  )
  return { features, targets, examples, featureShape: [2], task: 'regression', outputs: 1 }
}

const lineModel = {
  family: 'layers',
  task: 'regression',
  inputShape: [2],
  layers: [{ kind: 'dense', name: 'out', units: 1 }],
}

function lineTerms(testSet: Uint8Array, acceptance: Pick<BountyTerms['acceptance'], 'metric' | 'target'>) {
  const terms = smallTerms(testSet, 50, {
    rounds: 6,
    minimumRounds: 2,
    stopAtTarget: true,
    localEpochs: 5,
    learningRate: 0.3,
  })
  return {
    ...terms,
    model: lineModel,
    data: {
      kind: 'table',
      features: ['a', 'b'].map(name => ({ name, kind: 'number' })),
      label: { name: 'label', classes: ['x', 'y'] },
    },
    acceptance: { ...terms.acceptance, ...acceptance },
  }
}

/** Posts terms that may be refused; the answer. */
async function tryToPost({ buyer }: Cast, checked: BountyTerms) {
  const terms = encodeTerms(checked)
  const nonce = systemRandom.bytes(16)
  const bountyId = bountyIdOf(terms, buyer.signer.publicKey, nonce)
  const signature = buyer.signer.sign(termsSigningBytes(bountyId, terms))
  return buyer.port.postBounty({ terms, nonce, signature, draft: false })
}

test.serial(
  'a regression is accepted by its root mean squared error, and stops when it is small enough',
  async t => {
    const { cast } = await openScene(t)
    const trainer = openTrainer({ backend: 'cpu' })
    t.teardown(() => trainer.close())
    const testSet = encodeDatasetBlob(line(50, 99))
    must(await cast.buyer.port.uploadBlob(testSet))
    const bountyId = await postBountyWith(cast, lineTerms(testSet, { metric: 'rmse', target: 0.05 }))
    const policy = readPolicy(
      'version: 1\nallow: {buyers: [acme], modelFamilies: [layers], purposes: [testing]}\ncolluders: 1\n',
      'test policy',
    )
    const agents = holderNames.map((name, i) =>
      startAgent(cast, name, { policy, trainer, dataset: line(40 + 10 * i, i) }),
    )
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(bounty.state, 'final')
    t.is(bounty.reason, 'target-met')
    t.true(bounty.accepted)
    t.true(bounty.rounds.length >= 2 && bounty.rounds.length < 6, String(bounty.rounds.length))
    t.true(bounty.refundedUnits > 0n)
    for (const round of bounty.rounds) {
      t.like(round, { correct: 0, total: 50 })
      t.deepEqual(
        round.metrics.map(({ metric }) => metric),
        ['rmse', 'mae'],
      )
      for (const { low, value, high } of round.metrics) t.true(low <= value && value <= high)
    }
    const last = bounty.rounds.at(-1)!.metrics[0]!
    t.true(last.value <= 0.05, String(last.value))
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)

test.serial('a model whose loss stays above the target trains all rounds and is not accepted', async t => {
  const { cast, storage } = await openScene(t)
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const terms = smallTerms(testSet, 60, { rounds: 2, minimumRounds: 1, stopAtTarget: true })
  const acceptance = { ...terms.acceptance, metric: 'logLoss', target: 0.001 } as const
  const bountyId = await postBountyWith(cast, { ...terms, acceptance })
  const agents = holderNames.map(name => startAgent(cast, name))
  const bounty = await ended(cast, bountyId)
  await Promise.all(agents.map(agent => agent.done))

  t.is(bounty.reason, 'rounds-done')
  t.false(bounty.accepted)
  const [first, second] = bounty.rounds.map(({ metrics }) => metrics.find(each => each.metric === 'logLoss'))
  t.true(second!.value < first!.value && second!.value > 0.001)

  // As earlier versions recorded a round: with right answers and nothing else.
  const { summary } = await storage.db
    .selectFrom('attempt')
    .select('summary')
    .where('bounty_id', '=', bountyId)
    .where('round', '=', 1)
    .executeTakeFirstOrThrow()
  const { metrics: _, ...counts } = JSON.parse(summary)
  await storage.db
    .updateTable('attempt')
    .set({ summary: JSON.stringify(counts) })
    .where('bounty_id', '=', bountyId)
    .where('round', '=', 1)
    .execute()
  const [old] = must(await cast.buyer.port.getBounty({ bountyId })).rounds
  t.deepEqual(old?.metrics, [])
  t.is(old?.total, 60)
  t.true((old?.correct ?? 0) > 0)
})

test.serial('a metric that the task does not give, or that the test set cannot give, is refused', async t => {
  const { cast } = await openScene(t)
  const numbers = encodeDatasetBlob(line(50, 99))
  must(await cast.buyer.port.uploadBlob(numbers))
  t.like(await tryToPost(cast, lineTerms(numbers, { metric: 'auc', target: 0.9 })), {
    kind: 'refused',
    reason: 'terms-invalid',
    field: 'acceptance.metric',
    message: 'auc is not measured for regression; use one of rmse, mae',
  })

  const mixed = smallDataset(60, 99) as ClassDataset
  const oneClass = encodeDatasetBlob({ ...mixed, labels: new Int32Array(60) })
  must(await cast.buyer.port.uploadBlob(oneClass))
  const terms = smallTerms(oneClass, 60)
  const acceptance = { ...terms.acceptance, metric: 'auc' } as const
  t.like(await tryToPost(cast, { ...terms, acceptance }), {
    kind: 'refused',
    reason: 'terms-invalid',
    field: 'acceptance.metric',
    message: 'the test set gives no AUC: its examples are all of one class, or too many to be sorted',
  })
})
