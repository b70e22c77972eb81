/**
 * A run with masking off: round after round the agent's own training, clipping and rounding of every holder that was drawn,
 * and the coordinator's own sums, rules and algorithm, in one thread and without a protocol between them. Since masked sums
 * are exact, a masked run of the same seed comes to the same models, bit for bit.
 */
import { euclideanNorm, parameterVector, type ServerState, toHex } from '../../aggregation/index.ts'
import { nextClipNorm, stepModel } from '../../coordinator/index.ts'
import {
  type Algorithm,
  type Evaluator,
  initialParameters,
  type ModelSpec,
  modelHash,
  type NamedVectors,
  parseAlgorithm,
  parseModelSpec,
  type Trainer,
} from '../../learning/index.ts'
import { clipNormOf } from '../../protos/clipping-terms.ts'
import { sampleOf } from '../../protos/terms.ts'
import { learningRateOf } from '../../protos/training-terms.ts'
import type { EndLine, RoundLine, TimingLine } from '../results/records.ts'
import type { RunCast } from './cast.ts'
import {
  beginFederation,
  type Checkpoint,
  checkpointOf,
  type Federation,
  restoreFederation,
} from './checkpoint.ts'
import { presentIn } from './conditions.ts'
import { endOf, isOver } from './ending.ts'
import { openGroupSums, type Summed, trainingPlanOf } from './group-sums.ts'
import { type LocalShare, playLocalRound } from './local-round.ts'
import { meanLossOf, metricsOf } from './run-metrics.ts'

export interface ClearRunOptions {
  readonly trainer: Trainer
  readonly evaluator: Evaluator
  readonly signal: AbortSignal
  readonly nowMs: () => number
  readonly residentBytes: () => number
  readonly resume?: Checkpoint
  readonly onRound: (round: RoundLine, timing: TimingLine) => void | Promise<void>
  readonly onProgress?: (progress: RunProgress) => void
  /** Offered after every round; asked for its contents only when it is to be kept. */
  readonly onCheckpoint?: (make: () => Checkpoint) => void | Promise<void>
}

export interface RunProgress {
  readonly round: number
  readonly rounds: number
  readonly trained: number
  readonly drawn: number
}

/** What stays. */
interface Setting extends ClearRunOptions {
  readonly cast: RunCast
  readonly spec: ModelSpec
  readonly algorithm: Algorithm
  readonly layout: ReturnType<typeof initialParameters>['layout']
}

/** Plays the run to its end, or until the signal aborts: then there is no end. */
export async function playClearRun(cast: RunCast, options: ClearRunOptions): Promise<EndLine | undefined> {
  const { terms, run } = cast
  const spec = parseModelSpec(terms.model)
  const start = initialParameters(spec, terms.training.seed)
  const setting: Setting = {
    ...options,
    cast,
    spec,
    algorithm: parseAlgorithm(terms.training.algorithm),
    layout: start.layout,
  }
  const federation =
    options.resume === undefined
      ? beginFederation(start.values, clipNormOf(terms, null))
      : restoreFederation(options.resume)
  for (;;) {
    const over = isOver(terms, federation.lines)
    if (over !== undefined) return endOf(run.run, terms, federation.lines, over)
    try {
      const lost = await playRound(setting, federation)
      if (lost !== undefined) return endOf(run.run, terms, federation.lines, 'diverged', lost)
    } catch (error) {
      if (options.signal.aborted) return undefined
      throw error
    }
    await options.onCheckpoint?.(() => checkpointOf(federation))
  }
}

/** Plays one round and records it; why it came to nothing, where every update was lost. */
async function playRound(setting: Setting, federation: Federation): Promise<string | undefined> {
  const { cast, nowMs } = setting
  const round = (federation.lines.at(-1)?.round ?? 0) + 1
  const startedMs = nowMs()
  const drawn = drawnIn(cast, round)
  const trained = await trainAll(setting, federation, round, drawn)
  const trainedMs = nowMs()
  if (trained.diverged > 0 && trained.told.size === 0)
    return `training diverged at every holder of round ${round}; try a lower training.learningRate`
  const { clipNorm } = federation
  const taken = step(setting, federation, round, trained)
  const steppedMs = nowMs()
  const line = await evaluated(setting, federation, round, { drawn, trained, step: taken, clipNorm })
  federation.lines.push(line)
  const endedMs = nowMs()
  await setting.onRound(line, {
    kind: 'timing',
    run: cast.run.run,
    round,
    seconds: (endedMs - startedMs) / 1000,
    trainingSeconds: (trainedMs - startedMs) / 1000,
    evaluationSeconds: (endedMs - steppedMs) / 1000,
    residentBytes: setting.residentBytes(),
  })
  return undefined
}

function drawnIn({ terms, holders }: RunCast, round: number): readonly string[] {
  const names = holders.map(({ organisation }) => organisation)
  const drawn = sampleOf(terms, round, names)
  return names.filter(name => drawn.has(name))
}

interface Trained {
  readonly summed: Summed
  /** What those who trained said beside their integers, in the order of training. */
  readonly told: ReadonlyMap<string, Pick<LocalShare, 'memory' | 'meanLoss'>>
  readonly diverged: number
}

async function trainAll(
  setting: Setting,
  { values, state, memories, clipNorm }: Federation,
  round: number,
  drawn: readonly string[],
): Promise<Trained> {
  const { cast, layout, trainer, algorithm, signal, onProgress } = setting
  const { content, parameters } = trainingPlanOf(cast.terms, round)
  const broadcast = toldOf(algorithm, state)
  const byName = new Map(cast.holders.map(holder => [holder.organisation, holder]))
  const sums = openGroupSums(cast, round, drawn, clipNorm)
  const told = new Map<string, Pick<LocalShare, 'memory' | 'meanLoss'>>()
  let diverged = 0
  for (const { organisation, epochs } of presentIn(cast.run, round, drawn)) {
    signal.throwIfAborted()
    const share = await playLocalRound({
      cast,
      holder: byName.get(organisation)!,
      trainer,
      content,
      parameters,
      model: { parameters: parameterVector(values, layout), broadcast },
      memory: memories.get(organisation) ?? {},
      clipNorm,
      round,
      epochs,
      signal,
    })
    if (share === undefined) {
      diverged += 1
      continue
    }
    const { integers, memory, meanLoss } = share
    sums.add(organisation, integers)
    told.set(organisation, { memory, meanLoss })
    onProgress?.({ round, rounds: cast.terms.training.rounds, trained: told.size, drawn: drawn.length })
  }
  return { summed: sums.close(), told, diverged }
}

function toldOf({ server }: Algorithm, state: ServerState): NamedVectors {
  return Object.fromEntries(Object.entries(state).filter(([name]) => server.broadcasts.includes(name)))
}

/** Steps the model, and lets those who are in the sum remember; the length of the step. */
function step(
  setting: Setting,
  federation: Federation,
  round: number,
  { summed, told }: Pick<Trained, 'summed' | 'told'>,
): StepTaken {
  const { terms, holders } = setting.cast
  const { content, parameters } = trainingPlanOf(terms, round)
  if (summed.groups.length === 0) return { norm: 0, leftOut: [] }
  const weightOfAll = holders.reduce((sum, { examples }) => sum + examples, 0)
  const { values, state, clipNorm } = federation
  const stepping = { terms, content, parameters, round, attempt: 1, clipNorm, weightOfAll }
  const stepped = stepModel(stepping, summed, { values, state })
  federation.values = stepped.values
  federation.state = stepped.state
  federation.clipNorm = nextClipNorm(stepping, summed)
  for (const organisation of summed.members) {
    const { memory } = told.get(organisation)!
    if (Object.keys(memory).length > 0) federation.memories.set(organisation, memory)
  }
  return {
    norm: euclideanNorm(stepped.values.map((value, i) => value - values[i]!)),
    leftOut: stepped.leftOut.map(at => summed.groups[at]!),
  }
}

interface StepTaken {
  readonly norm: number
  readonly leftOut: readonly number[]
}

interface Played {
  readonly drawn: readonly string[]
  readonly trained: Trained
  readonly step: StepTaken
  readonly clipNorm: number | undefined
}

async function evaluated(
  { cast, spec, layout, algorithm, evaluator, signal }: Setting,
  { values, state }: Federation,
  round: number,
  { drawn, trained, step: taken, clipNorm }: Played,
): Promise<RoundLine> {
  const parameters = parameterVector(values, layout)
  const metrics = metricsOf(await evaluator.evaluate(spec, parameters, cast.test, signal))
  const { triggered } = cast
  const success = triggered && (await evaluator.evaluate(spec, parameters, triggered, signal)).accuracy
  const losses = [...trained.told.values()].map(({ meanLoss }) => meanLoss)
  return {
    kind: 'round',
    run: cast.run.run,
    round,
    metrics: success === undefined ? metrics : { ...metrics, attackSuccess: success },
    trainingLoss: meanLossOf(losses),
    learningRate: learningRateOf(cast.terms.training, round),
    drawn: drawn.length,
    survivors: trained.summed.members.length,
    ...(clipNorm === undefined ? {} : { clipNorm }),
    leftOut: taken.leftOut,
    stepNorm: taken.norm,
    modelHash: toHex(modelHash(spec, parameters, undefined, toldOf(algorithm, state))),
  }
}
