/**
 * What the protocol costs a whole run: rounds of masked updates over gRPC beside a plain loop of federated averaging in
 * this process, on the same shares of the digits, from the same start, with the same seeds, by the same trainer. What is
 * left between the two models is the rounding of the updates.
 */
import { join } from 'node:path'
import {
  type ParameterVector,
  parameterVector,
  sha256,
  systemRandom,
  toHex,
} from '../../aggregation/index.ts'
import { openAgentStore, readPolicy, runAgent, systemClock, trainingSeed } from '../../client/index.ts'
import {
  encodeDatasetBlob,
  initialParameters,
  type LoadedDataset,
  loadDataset,
  loadMnist,
  mnist2nn,
  openEvaluator,
  openTrainer,
  selectExamples,
  type Trainer,
} from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { batchSizeOf } from '../../protos/training-terms.ts'
import type { BountyId } from '../../protos/types.ts'
import {
  type FederatedCast,
  granted,
  type Member,
  openFederatedCast,
  postBounty,
} from '../served-federation.ts'

export interface FederatedSizes {
  readonly holders: number
  readonly rounds: number
  readonly examplesPerHolder: number
  readonly testExamples: number
}

export interface FederatedFigures extends FederatedSizes {
  readonly backend: string
  /** From the opening of the first round to the end of the last, its pay included. */
  readonly maskedSeconds: number
  /** From the first training to the last accuracy. */
  readonly plainSeconds: number
  /** Masked seconds over plain ones, of as many rounds. */
  readonly overheadRatio: number
  /** What a round takes beyond the plain one: about the same whatever the holders train on. */
  readonly overheadSecondsPerRound: number
  /** From the posting of the bounty to the opening of its first round: once in a bounty, whatever its rounds. */
  readonly openingSeconds: number
  /** Largest difference of the two accuracies on the test digits after the same round. */
  readonly largestAccuracyDifference: number
  readonly maskedAccuracies: readonly number[]
  readonly plainAccuracies: readonly number[]
}

const priceUnits = 100_000n

export async function compareFederatedRun(sizes: FederatedSizes, backend: string): Promise<FederatedFigures> {
  const shares = await cutShares(sizes)
  const testSet = loadDataset(await loadMnist('test', sizes.testExamples))
  const terms = termsFor(sizes, testSet)
  const trainer = openTrainer()
  const names = Array.from({ length: sizes.holders }, (_, i) => `holder-${i + 1}`)
  const cast = await openFederatedCast({ holders: names, priceUnits, transport: 'grpc' })
  try {
    // The first training compiles and allocates.
    await trainer.train(requestFor(terms, initialParameters(mnist2nn, terms.training.seed), shares[0]!, 0))
    const plain = await timed(() => runPlain(terms, shares, testSet, trainer, cast.holders))
    const masked = await runMasked(cast, terms, shares, testSet, trainer)
    const differences = masked.accuracies.map((accuracy, i) => Math.abs(accuracy - plain.value[i]!))
    return {
      ...sizes,
      backend,
      maskedSeconds: masked.seconds,
      plainSeconds: plain.seconds,
      overheadRatio: masked.seconds / plain.seconds,
      overheadSecondsPerRound: (masked.seconds - plain.seconds) / sizes.rounds,
      openingSeconds: masked.openingSeconds,
      largestAccuracyDifference: Math.max(...differences),
      maskedAccuracies: masked.accuracies,
      plainAccuracies: plain.value,
    }
  } finally {
    await cast.close()
    await trainer.close()
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> {
  const startedAt = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - startedAt) / 1000 }
}

async function cutShares({ holders, examplesPerHolder }: FederatedSizes): Promise<readonly LoadedDataset[]> {
  const digits = await loadMnist('train', holders * examplesPerHolder)
  return Array.from({ length: holders }, (_, holder) => {
    const own = Array.from({ length: examplesPerHolder }, (_, i) => holder * examplesPerHolder + i)
    return loadDataset(selectExamples(digits, own))
  })
}

function termsFor(sizes: FederatedSizes, testSet: LoadedDataset): BountyTerms {
  const classes = Array.from({ length: 10 }, (_, digit) => String(digit))
  return {
    version: 1,
    title: 'What the protocol costs',
    purpose: 'benchmark',
    model: { family: 'mlp', inputShape: [28, 28, 1], hidden: [200, 200], classes: 10, activation: 'relu' },
    data: {
      kind: 'image',
      height: 28,
      width: 28,
      channels: 1,
      scale: '0-1',
      label: { name: 'digit', classes },
    },
    training: {
      rounds: sizes.rounds,
      minimumRounds: sizes.rounds,
      stopAtTarget: false,
      localEpochs: 1,
      batchSize: 50,
      learningRate: 0.1,
      clipNorm: 10,
      range: 1,
      seed: 7,
    },
    acceptance: {
      metric: 'accuracy',
      target: 0.1,
      testSet: { sha256: toHex(sha256(encodeDatasetBlob(testSet))), examples: testSet.examples },
    },
    cohort: {
      minimum: sizes.holders,
      maximum: sizes.holders,
      openSeconds: 600,
      colluders: 0,
      maximumExamples: sizes.examplesPerHolder,
    },
    aggregation: {
      suite: 1,
      bits: 24,
      stageSeconds: { advertise: 60, share: 60, input: 600, survivors: 60, unmask: 60 },
      attempts: 3,
    },
    pay: { asset: 'credit', priceUnits: String(priceUnits), feeBasisPoints: 0, weightCap: 100 },
  }
}

function requestFor(terms: BountyTerms, parameters: ParameterVector, dataset: LoadedDataset, seed: number) {
  const { learningRate, localEpochs } = terms.training
  const batchSize = batchSizeOf(terms.training, dataset.examples)
  return { spec: mnist2nn, parameters, dataset, epochs: localEpochs, batchSize, learningRate, seed }
}

/** Accuracy after each round of plain federated averaging; the shares are equal, so the mean is plain too. */
async function runPlain(
  terms: BountyTerms,
  shares: readonly LoadedDataset[],
  testSet: LoadedDataset,
  trainer: Trainer,
  holders: readonly Member[],
): Promise<readonly number[]> {
  const evaluator = openEvaluator()
  const accuracies: number[] = []
  let model = initialParameters(mnist2nn, terms.training.seed)
  try {
    for (let round = 1; round <= terms.training.rounds; round++) {
      const values = model.values.slice()
      for (const [i, { organisation }] of holders.entries()) {
        const seed = trainingSeed(
          terms,
          { bountyId: '' as BountyId, round, attempt: 1, group: 0 },
          organisation,
        )
        const { update } = await trainer.train(requestFor(terms, model, shares[i]!, seed))
        for (let k = 0; k < values.length; k++) values[k]! += update.values[k]! / holders.length
      }
      model = parameterVector(values, model.layout)
      accuracies.push((await evaluator.evaluate(mnist2nn, model, testSet)).accuracy)
    }
    return accuracies
  } finally {
    await evaluator.close()
  }
}

interface MaskedRun {
  readonly accuracies: readonly number[]
  readonly seconds: number
  readonly openingSeconds: number
}

/** Accuracy after each round and the times of the rounds, as the coordinator recorded them. */
async function runMasked(
  cast: FederatedCast,
  terms: BountyTerms,
  shares: readonly LoadedDataset[],
  testSet: LoadedDataset,
  trainer: Trainer,
): Promise<MaskedRun> {
  const bountyId = await postBounty(cast.buyer, terms, encodeDatasetBlob(testSet))
  await Promise.all(cast.holders.map((holder, i) => takePart(cast, holder, shares[i]!, trainer)))
  const { rounds, state, reason, postedAtMs } = granted(await cast.buyer.port.getBounty({ bountyId }))
  const completed = rounds.filter(round => round.state === 'completed')
  if (completed.length < terms.training.rounds) {
    throw new Error(`the bounty ended as ${state} (${reason}) after ${completed.length} rounds`)
  }
  const openedAtMs = completed[0]!.startedAtMs
  return {
    accuracies: completed.map(({ correct, total }) => correct / total),
    seconds: (completed.at(-1)!.finishedAtMs - openedAtMs) / 1000,
    openingSeconds: (openedAtMs - postedAtMs) / 1000,
  }
}

const policyText = `version: 1
allow: {buyers: [buyer], modelFamilies: [mlp], purposes: [benchmark]}
`

async function takePart(
  cast: FederatedCast,
  { organisation, port, signer }: Member,
  dataset: LoadedDataset,
  trainer: Trainer,
): Promise<void> {
  const stateStore = openAgentStore(join(cast.folder, organisation), systemRandom.bytes(32), systemRandom)
  const stop = new AbortController()
  try {
    await runAgent({
      port,
      signer,
      organisation,
      stateStore,
      policy: readPolicy(policyText, 'the policy of the benchmark'),
      dataset,
      privacyLedger: 'unsafe-uncounted',
      datasetSalt: systemRandom.bytes(16),
      trainer,
      clock: systemClock,
      random: systemRandom,
      coordinatorKey: cast.coordinatorKey,
      report: () => undefined,
      signal: stop.signal,
      once: true,
    })
  } finally {
    stateStore.close()
  }
}
