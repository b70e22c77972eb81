/**
 * What record-level privacy costs in time: a step of DP-SGD beside an ordinary one, for the 2NN of McMahan et al. 2017 on
 * real digits, at the same number of examples in a step (on average, under privacy), in turns in one worker.
 */
import {
  type BackendName,
  initialParameters,
  type LoadedDataset,
  loadDataset,
  loadMnist,
  mnist2nn,
  openTrainer,
  type Trainer,
} from '../../learning/index.ts'
import { interleaved } from './measure.ts'

export interface DpSgdOptions {
  /** Few digits, one turn: shows that it runs, says nothing about speed. */
  readonly quick: boolean
  readonly backend?: BackendName
}

export interface DpSgdComparison {
  /** Examples in a step; under privacy the expected number of them. */
  readonly batchSize: number
  /** Medians of the turns. */
  readonly privateStepMs: number
  readonly plainStepMs: number
  readonly ratio: number
}

export interface DpSgdFigures {
  readonly backend: BackendName
  readonly parameters: number
  readonly comparisons: readonly DpSgdComparison[]
  /** At the largest batch: the noise of a step costs the same whatever the batch. */
  readonly dpSgdRatio: number
}

/** Measures for about half a minute. */
export async function dpSgdFigures({ quick, backend = 'wasm' }: DpSgdOptions): Promise<DpSgdFigures> {
  const dataset = loadDataset(await loadMnist('train', quick ? 512 : 5120))
  const trainer = openTrainer({ backend })
  const comparisons: DpSgdComparison[] = []
  try {
    for (const batchSize of [64, 256])
      comparisons.push(await compare(trainer, dataset, batchSize, quick ? 1 : 5))
  } finally {
    await trainer.close()
  }
  const parameters = initialParameters(mnist2nn, 1).values.length
  const dpSgdRatio = comparisons.at(-1)!.ratio
  return { backend, parameters, comparisons, dpSgdRatio }
}

async function compare(
  trainer: Trainer,
  dataset: LoadedDataset,
  batchSize: number,
  turns: number,
): Promise<DpSgdComparison> {
  const request = {
    ...{ spec: mnist2nn, parameters: initialParameters(mnist2nn, 1), dataset },
    ...{ epochs: 1, batchSize, learningRate: 0.1, seed: 1 },
  }
  const privacy = { clipNorm: 1, noiseMultiplier: 1, sampling: batchSize / dataset.examples }
  const stepSeconds = async (extra: object) => {
    const { durationMs, steps } = await trainer.train({ ...request, ...extra })
    return durationMs / 1000 / steps
  }
  const works = { plain: () => stepSeconds({}), private: () => stepSeconds({ privacy }) }
  // The first turn compiles and allocates.
  await interleaved(1, works)
  const seconds = await interleaved(turns, works)
  return {
    batchSize,
    privateStepMs: 1000 * seconds.private,
    plainStepMs: 1000 * seconds.plain,
    ratio: seconds.private / seconds.plain,
  }
}
