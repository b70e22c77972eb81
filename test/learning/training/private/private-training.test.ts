import test from 'ava'
import {
  type ClassDataset,
  initialParameters,
  type ModelSpec,
  openTrainer,
  type RecordPrivacy,
  stepsOfEpoch,
  TrainingError,
} from '../../../../learning/index.ts'
import { openPredictor } from '../../../../learning/models/predictor.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import { type TrainingSettings, trainLocally } from '../../../../learning/training/train-locally.ts'
import { cloudsRequest } from '../clouds.ts'

const { dataset, ...request } = cloudsRequest
const hooks = { onProgress: () => undefined, isCancelled: () => false, nowMs: () => 0 }
const privacy: RecordPrivacy = {
  clipNorm: 1,
  noiseMultiplier: 1,
  sampling: 0.2,
  unsafeNoiseSeed: 'a simulation',
}
const settings: TrainingSettings = { ...request, privacy }

test.before(async () => {
  await startBackend('cpu')
})

test.serial(
  'the same noise seed gives the same bits, another one others, and none never the same',
  async t => {
    const bits = async (changed: Partial<RecordPrivacy>) => {
      const { unsafeNoiseSeed, ...others } = { ...privacy, ...changed }
      const own = unsafeNoiseSeed === undefined ? others : { ...others, unsafeNoiseSeed }
      const result = await trainLocally({ ...settings, privacy: own }, dataset, hooks)
      return [...result!.update.values]
    }
    const first = await bits({})
    t.deepEqual(await bits({}), first)
    t.notDeepEqual(await bits({ unsafeNoiseSeed: 'another' }), first)
    const own = await bits({ unsafeNoiseSeed: undefined as unknown as string })
    t.notDeepEqual(await bits({ unsafeNoiseSeed: undefined as unknown as string }), own)
  },
)

test.serial('the result says what an accountant needs, and nothing of the batches', async t => {
  const asked = { clipNorm: 0.4, noiseMultiplier: 1.3, sampling: 0.15, unsafeNoiseSeed: 'told' }
  const result = await trainLocally({ ...settings, epochs: 3, privacy: asked }, dataset, hooks)
  const { privacy: achieved, steps, examples } = result!
  t.is(stepsOfEpoch(asked), 7)
  t.deepEqual([steps, examples], [21, 60])
  t.deepEqual(Object.keys(achieved!).sort(), [
    'clipNorm',
    'noiseDistance',
    'noiseMultiplier',
    'sampling',
    'steps',
  ])
  t.like(achieved, { steps: 21, sampling: 0.15, clipNorm: 0.4 })
  t.true(achieved!.noiseMultiplier >= 1.3 && achieved!.noiseMultiplier < 1.3001)
  t.true(achieved!.noiseDistance >= 0 && achieved!.noiseDistance < 1e-12)
})

test.serial(
  'a clip norm that follows the gradients is told as it came to be, and the noise is no less',
  async t => {
    const asked = { ...privacy, clipNorm: 100, clipping: { quantile: 0.5 } }
    const { privacy: achieved } = (await trainLocally(
      { ...settings, epochs: 3, privacy: asked },
      dataset,
      hooks,
    ))!
    t.true(achieved!.clipNorm < 50 && achieved!.clipNorm > 0.1, `${achieved!.clipNorm}`)
    t.true(achieved!.noiseMultiplier >= 1 && achieved!.noiseMultiplier < 1.0001)
    t.true(achieved!.noiseDistance >= 0 && achieved!.noiseDistance < 1e-12)
  },
)

test.serial('progress goes by steps of the sampling, and a training can be given up', async t => {
  const told: number[] = []
  let nowMs = 0
  const watching = {
    onProgress: ({ step, steps, epoch }: { step: number; steps: number; epoch: number }) =>
      void told.push(step, steps, epoch),
    isCancelled: () => told.length >= 6,
    nowMs: () => {
      nowMs += 1000
      return nowMs
    },
  }
  t.is(await trainLocally({ ...settings, epochs: 3 }, dataset, watching), undefined)
  t.deepEqual(told, [1, 15, 1, 2, 15, 1])
})

const refusals: readonly (readonly [Partial<RecordPrivacy>, RegExp])[] = [
  [{ clipNorm: 0 }, /privacy\.clipNorm is a number from 1e-6 to 1e6, not 0/],
  [{ clipNorm: Number.NaN }, /privacy\.clipNorm/],
  [{ noiseMultiplier: 0 }, /privacy\.noiseMultiplier is a number from 0\.01 to 100, not 0/],
  [{ sampling: 0 }, /privacy\.sampling is a probability above 0 and up to 1, not 0/],
  [{ sampling: 1.01 }, /privacy\.sampling/],
  [{ sampling: 1e-7 }, /2 epochs at privacy\.sampling 1e-7 are 20000000 steps; the limit is 1000000/],
  [{ clipping: { quantile: 0 } }, /privacy\.clipping\.quantile is a fraction from 0\.01 to 0\.99, not 0/],
  [{ clipping: { quantile: 1 } }, /privacy\.clipping\.quantile/],
  [
    { clipping: { quantile: 0.5, learningRate: 3 } },
    /privacy\.clipping\.learningRate is .* 0\.001 to 2, not 3/,
  ],
  [{ microbatch: 129 }, /privacy\.microbatch is an integer from 1 to 128, not 129/],
]
for (const [changed, message] of refusals) {
  test.serial(`refused: ${JSON.stringify(changed)}`, async t => {
    const run = () => trainLocally({ ...settings, privacy: { ...privacy, ...changed } }, dataset, hooks)
    await t.throwsAsync(run, { instanceOf: TrainingError, message })
  })
}

test.serial('control variates are refused: they are made from gradients without noise', async t => {
  const correction = new Float32Array(settings.parameters.values.length)
  const error = await t.throwsAsync(() => trainLocally({ ...settings, correction }, dataset, hooks), {
    instanceOf: TrainingError,
  })
  t.regex(error!.message, /SCAFFOLD.*FedAvg/)
})

const models: readonly (readonly [string, ModelSpec])[] = [
  ['logistic regression', { family: 'logistic', inputShape: [4], classes: 3 }],
  ['a hidden layer', { family: 'mlp', inputShape: [4], hidden: [8], classes: 3, activation: 'relu' }],
  [
    'layers with dropout',
    {
      family: 'layers',
      task: 'classification',
      inputShape: [4],
      layers: [
        { kind: 'dense', name: 'hidden', units: 12, activation: 'relu' },
        { kind: 'dropout', name: 'dropout', rate: 0.2 },
        { kind: 'dense', name: 'end', units: 3 },
      ],
    },
  ],
]
for (const [what, spec] of models) {
  test.serial(`${what} learns under moderate noise`, async t => {
    const records = repeated(dataset as ClassDataset, 10)
    const parameters = initialParameters(spec, 3)
    const own = { ...settings, spec, parameters, epochs: 4, learningRate: 0.5, momentum: 0.5 }
    const result = await trainLocally({ ...own, privacy: { ...privacy, sampling: 0.1 } }, records, hooks)
    const values = parameters.values.map((value, i) => value + result!.update.values[i]!)
    t.true((await accuracyOf(spec, { ...parameters, values }, records)) > 0.9)
  })
}

/** The records so many times: for this purpose they are others. */
function repeated(records: ClassDataset, times: number): ClassDataset {
  const { features, labels, examples } = records
  return {
    ...records,
    features: Float32Array.from(
      { length: times * features.length },
      (_, i) => features[i % features.length]!,
    ),
    labels: Int32Array.from({ length: times * examples }, (_, i) => labels[i % examples]!),
    examples: times * examples,
  }
}

async function accuracyOf(
  spec: ModelSpec,
  parameters: TrainingSettings['parameters'],
  { features, labels, examples }: ClassDataset,
) {
  const predictor = openPredictor(spec, parameters)
  const outputs = await predictor.outputsOf(features, examples)
  predictor.dispose()
  const right = labels.filter((label, i) => {
    const row = [...outputs.subarray(3 * i, 3 * i + 3)]
    return row.indexOf(Math.max(...row)) === label
  })
  return right.length / examples
}

test.serial("a worker trains privately, from the system's generator unless it is told a seed", async t => {
  const trainer = openTrainer({ backend: 'wasm' })
  try {
    const [first, again] = [
      await trainer.train({ ...settings, dataset }),
      await trainer.train({ ...settings, dataset }),
    ]
    t.deepEqual(first.update, again.update)
    t.is(first.privacy!.steps, 10)
    const { unsafeNoiseSeed: _, ...unseeded } = privacy
    const free = await trainer.train({ ...settings, privacy: unseeded, dataset })
    t.notDeepEqual(free.update.values, first.update.values)
  } finally {
    await trainer.close()
  }
})
