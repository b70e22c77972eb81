/**
 * A run with masking off: round after round the agent's own training, clipping and rounding of every holder that was drawn,
 * and the coordinator's own sums, rules and algorithm, in one thread and without a protocol between them. Since masked sums
 * are exact, a masked run of the same seed comes to the same models, bit for bit.
 */
import {
  euclideanNorm,
  type GroupMean,
  parameterVector,
  type ServerState,
  secureDraw,
  sha256,
  toHex,
  utf8,
  weightLimbsOf,
} from '../../aggregation/index.ts'
import { groupMeanOf, planOf, stepModel } from '../../coordinator/index.ts'
import {
  type Algorithm,
  type ClassDataset,
  type Evaluator,
  initialParameters,
  type LoadedDataset,
  loadDataset,
  type ModelSpec,
  modelHash,
  type NamedVectors,
  parseAlgorithm,
  parseModelSpec,
  type Trainer,
} from '../../learning/index.ts'
import { sampleOf } from '../../protos/terms.ts'
import { learningRateOf } from '../../protos/training-terms.ts'
import { triggeredTestSet } from '../attacks/index.ts'
import type { EndLine, RoundLine, TimingLine } from '../results/records.ts'
import type { RunCast } from './cast.ts'
import { presentIn } from './conditions.ts'
import { endOf, isOver } from './ending.ts'
import { type LocalShare, playLocalRound } from './local-round.ts'
import { metricsOf } from './run-metrics.ts'

/** What a run needs to go on where it was interrupted. */
export interface Checkpoint {
  readonly rounds: readonly RoundLine[]
  /** The model, what the algorithm keeps, and what each holder remembers. */
  readonly vectors: NamedVectors
}

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

/** Everything that changes from round to round. */
interface Federation {
  values: Float32Array
  state: ServerState
  readonly memories: Map<string, NamedVectors>
  readonly lines: RoundLine[]
}

/** What stays. */
interface Setting extends ClearRunOptions {
  readonly cast: RunCast
  readonly spec: ModelSpec
  readonly algorithm: Algorithm
  readonly layout: ReturnType<typeof initialParameters>['layout']
  readonly triggered: LoadedDataset<ClassDataset> | undefined
}

/** Plays the run to its end, or until the signal aborts: then there is no end. */
export async function playClearRun(cast: RunCast, options: ClearRunOptions): Promise<EndLine | undefined> {
  const { terms, run } = cast
  const spec = parseModelSpec(terms.model)
  const start = initialParameters(spec, terms.training.seed)
  const attack = run.experiment.attack?.settings
  const setting: Setting = {
    ...options,
    cast,
    spec,
    algorithm: parseAlgorithm(terms.training.algorithm),
    layout: start.layout,
    triggered: attack?.kind === 'backdoor' ? loadDataset(triggeredTestSet(cast.test, attack)) : undefined,
  }
  const federation = options.resume === undefined ? begin(start.values) : restore(options.resume)
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

function begin(values: Float32Array): Federation {
  return { values, state: {}, memories: new Map(), lines: [] }
}

/** Names of vectors in a checkpoint: the kind, then whose, then what; organisations and names have no slash. */
function checkpointOf({ values, state, memories, lines }: Federation): Checkpoint {
  const kept = Object.entries(state).map(([name, vector]) => [`state/${name}`, vector] as const)
  const remembered = [...memories].flatMap(([organisation, memory]) =>
    Object.entries(memory).map(([name, vector]) => [`memory/${organisation}/${name}`, vector] as const),
  )
  return {
    rounds: [...lines],
    vectors: Object.fromEntries([['model', values] as const, ...kept, ...remembered]),
  }
}

function restore({ rounds, vectors }: Checkpoint): Federation {
  const federation = { ...begin(vectors.model!), lines: [...rounds] }
  const state: Record<string, Float32Array> = {}
  for (const [name, vector] of Object.entries(vectors)) {
    const [kind, ...rest] = name.split('/') as [string, ...string[]]
    if (kind === 'state') state[rest[0]!] = vector
    if (kind !== 'memory') continue
    const [organisation, what] = rest as [string, string]
    federation.memories.set(organisation, { ...federation.memories.get(organisation), [what]: vector })
  }
  return { ...federation, state }
}

/** Plays one round and records it; why it came to nothing, where every update was lost. */
async function playRound(setting: Setting, federation: Federation): Promise<string | undefined> {
  const { cast, nowMs } = setting
  const round = (federation.lines.at(-1)?.round ?? 0) + 1
  const startedMs = nowMs()
  const drawn = drawnIn(cast, round)
  const trained = await trainAll(setting, federation, round, drawn)
  const trainedMs = nowMs()
  if (trained.diverged.length > 0 && trained.shares.size === 0)
    return `training diverged at every holder of round ${round}; try a lower training.learningRate`
  const summed = sumGroups(setting, round, drawn, trained.shares)
  const taken = step(setting, federation, round, summed)
  const steppedMs = nowMs()
  const line = await evaluated(setting, federation, round, { drawn, trained, summed, step: taken })
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
  readonly shares: ReadonlyMap<string, LocalShare>
  readonly diverged: readonly string[]
}

async function trainAll(
  setting: Setting,
  { values, state, memories }: Federation,
  round: number,
  drawn: readonly string[],
): Promise<Trained> {
  const { cast, layout, trainer, algorithm, signal, onProgress } = setting
  const { content, parameters } = planOf(cast.terms, round)
  if (content.purpose !== 'training') throw new Error('a simulation has rounds of training alone')
  const broadcast = toldOf(algorithm, state)
  const byName = new Map(cast.holders.map(holder => [holder.organisation, holder]))
  const shares = new Map<string, LocalShare>()
  const diverged: string[] = []
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
      round,
      epochs,
      signal,
    })
    if (share === undefined) diverged.push(organisation)
    else shares.set(organisation, share)
    onProgress?.({ round, rounds: cast.terms.training.rounds, trained: shares.size, drawn: drawn.length })
  }
  return { shares, diverged }
}

function toldOf({ server }: Algorithm, state: ServerState): NamedVectors {
  return Object.fromEntries(Object.entries(state).filter(([name]) => server.broadcasts.includes(name)))
}

interface Summed {
  readonly integers: Float64Array
  readonly totalWeight: number
  readonly groupMeans: readonly GroupMean[]
  /** Numbers of the groups that were summed, in the order of their means. */
  readonly groups: readonly number[]
  readonly members: readonly (readonly [string, LocalShare])[]
}

/** The sums of the groups that have enough of their members left, as the coordinator's conclusion makes them. */
function sumGroups(
  { cast }: Setting,
  round: number,
  drawn: readonly string[],
  shares: ReadonlyMap<string, LocalShare>,
): Summed {
  const { content, parameters } = planOf(cast.terms, round)
  if (content.purpose !== 'training') throw new Error('a simulation has rounds of training alone')
  const examplesOf = new Map(cast.holders.map(({ organisation, examples }) => [organisation, examples]))
  const size = parameters.dimension - weightLimbsOf(parameters).count
  const integers = new Float64Array(size)
  const groupMeans: GroupMean[] = []
  const groups: number[] = []
  const members: (readonly [string, LocalShare])[] = []
  let totalWeight = 0
  for (const [i, group] of groupsOf(cast, round, drawn).entries()) {
    const present = group.flatMap(name => (shares.has(name) ? [[name, shares.get(name)!] as const] : []))
    const least = cast.run.experiment.conditions?.withoutFloors === true ? 1 : parameters.minimumGroup
    if (present.length < least) continue
    const sum = new Int32Array(size)
    for (const [, share] of present) for (let k = 0; k < size; k++) sum[k]! += share.integers[k]!
    const weight = present.reduce((all, [name]) => all + examplesOf.get(name)!, 0)
    for (let k = 0; k < size; k++) integers[k]! += sum[k]!
    if (cast.terms.aggregation.robust !== undefined)
      groupMeans.push(groupMeanOf(sum, weight, { content, parameters }))
    groups.push(i + 1)
    members.push(...present)
    totalWeight += weight
  }
  return { integers, totalWeight, groupMeans, groups, members }
}

/** Groups as a draw would cut them, from a seed that follows from the run's. */
function groupsOf(
  { terms, run }: RunCast,
  round: number,
  drawn: readonly string[],
): readonly (readonly string[])[] {
  const { groupSize } = terms.cohort
  if (groupSize === undefined) return [drawn]
  const seed = sha256(utf8(`groups of seed ${run.seed}, round ${round}`))
  const nothing = new Uint8Array(32)
  const { groups } = secureDraw.cutCohort(nothing, nothing, seed, drawn.map(utf8), groupSize)
  return groups.map(group => group.map(name => Buffer.from(name).toString()))
}

/** Steps the model, and lets those who are in the sum remember; the length of the step. */
function step(setting: Setting, federation: Federation, round: number, summed: Summed): StepTaken {
  const { terms, holders } = setting.cast
  const { content, parameters } = planOf(terms, round)
  if (content.purpose !== 'training') throw new Error('a simulation has rounds of training alone')
  if (summed.groups.length === 0) return { norm: 0, leftOut: [] }
  const weightOfAll = holders.reduce((sum, { examples }) => sum + examples, 0)
  const { values } = federation
  const stepped = stepModel({ terms, content, parameters, round, weightOfAll }, summed, {
    values,
    state: federation.state,
  })
  federation.values = stepped.values
  federation.state = stepped.state
  for (const [organisation, { memory }] of summed.members)
    if (Object.keys(memory).length > 0) federation.memories.set(organisation, memory)
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
  readonly summed: Summed
  readonly step: StepTaken
}

async function evaluated(
  { cast, spec, layout, algorithm, evaluator, triggered, signal }: Setting,
  { values, state }: Federation,
  round: number,
  { drawn, trained, summed, step: taken }: Played,
): Promise<RoundLine> {
  const parameters = parameterVector(values, layout)
  const metrics = metricsOf(await evaluator.evaluate(spec, parameters, cast.test, signal))
  const success = triggered && (await evaluator.evaluate(spec, parameters, triggered, signal)).accuracy
  const losses = [...trained.shares.values()].map(({ meanLoss }) => meanLoss)
  return {
    kind: 'round',
    run: cast.run.run,
    round,
    metrics: success === undefined ? metrics : { ...metrics, attackSuccess: success },
    trainingLoss: losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    learningRate: learningRateOf(cast.terms.training, round),
    drawn: drawn.length,
    survivors: summed.members.length,
    leftOut: taken.leftOut,
    stepNorm: taken.norm,
    modelHash: toHex(modelHash(spec, parameters, undefined, toldOf(algorithm, state))),
  }
}
