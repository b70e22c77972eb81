/**
 * One federated training as the scoring sees it: groups drawn by a public seed, and what coalitions of groups are worth. Beside it
 * what no coordinator sees: the Shapley values of the players from their own updates, along the same models.
 */
import { planCoalitions, secureDraw, taggedHash, u32, u64, utf8 } from '../../aggregation/index.ts'
import { openSeededRandom, type SeededRandom } from '../../learning/index.ts'
import type { Holder } from './cast.ts'
import { addUpdates, allUtilities, shapleyValues, type WeightedUpdate } from './coalition-game.ts'
import type { Digits } from './digits.ts'
import { initialParameters, type LocalTraining, logitsOf, trainLocally } from './softmax.ts'
import { type Utilities, type UtilityName, utilitiesOf, utilityNames } from './utility.ts'

export interface PlayedRound {
  /** Public seed of the draw. */
  readonly seed: Uint8Array
  /** Places of holders. */
  readonly groups: readonly (readonly number[])[]
  /** In the order of the round's plan of coalitions. */
  readonly utilities: readonly Utilities[]
  /** Of each group's sum with the sum of all. */
  readonly cosines: readonly number[]
  /** Shapley value of each player by utility; absent where it was not asked for. */
  readonly truth: Readonly<Record<UtilityName, readonly number[]>> | undefined
}

export interface Trajectory {
  readonly rounds: readonly PlayedRound[]
  /** Of the last model, on the held-out examples. */
  readonly accuracy: number
}

export interface TrajectoryOptions {
  readonly holders: readonly Holder[]
  readonly heldOut: Digits
  readonly groups: number
  readonly rounds: number
  readonly training: LocalTraining
  readonly seed: number
  readonly withTruth: boolean
  readonly report: (round: number) => void
}

export function playTrajectory(options: TrajectoryOptions): Trajectory {
  const { heldOut, rounds: count, seed, report } = options
  let parameters = initialParameters(heldOut.features, seed)
  const rounds: PlayedRound[] = []
  for (let round = 1; round <= count; round++) {
    report(round)
    const updates = updatesOf(options, parameters, round)
    rounds.push(playRound(options, parameters, updates, round))
    parameters = averaged(parameters, updates, options.holders)
  }
  const logits = logitsOf(parameters, heldOut)
  const { correct } = utilitiesOf(heldOut.labels, logits, logits, 0)
  return { rounds, accuracy: correct / heldOut.labels.length }
}

function updatesOf(
  { holders, training, seed }: TrajectoryOptions,
  start: Float32Array,
  round: number,
): readonly Float32Array[] {
  const randoms = holders.map(({ name }) => openSeededRandom(seed, `contribution ${name} ${round}`))
  const trained = holders.map(({ digits }, i) =>
    digits === undefined ? undefined : trainLocally(start, digits, training, randoms[i]!),
  )
  const usualLength = medianLength(trained.filter(update => update !== undefined))
  return trained.map(
    (update, i) =>
      update ??
      (holders[i]!.kind === 'zeros'
        ? new Float32Array(start.length)
        : noiseOfLength(start.length, usualLength, randoms[i]!)),
  )
}

/** As long as the others' updates usually are, so that no bound on lengths gives it away. */
function noiseOfLength(dimension: number, length: number, random: SeededRandom): Float32Array {
  const noise = Float32Array.from({ length: dimension }, () => random.normal())
  const factor = length / lengthOf(noise)
  return noise.map(value => value * factor)
}

function medianLength(updates: readonly Float32Array[]): number {
  const lengths = Float64Array.from(updates, lengthOf).sort()
  return lengths[lengths.length >> 1]!
}

function lengthOf(vector: ArrayLike<number>): number {
  let squares = 0
  for (let i = 0; i < vector.length; i++) squares += vector[i]! ** 2
  return Math.sqrt(squares)
}

function averaged(
  start: Float32Array,
  updates: readonly Float32Array[],
  holders: readonly Holder[],
): Float32Array {
  const sum = weightedSum(updates, holders, holders.keys())
  const weight = holders.reduce((total, { examples }) => total + examples, 0)
  return start.map((value, i) => value + sum[i]! / weight)
}

function weightedSum(
  updates: readonly Float32Array[],
  holders: readonly Holder[],
  members: Iterable<number>,
): Float64Array {
  const sum = new Float64Array(updates[0]!.length)
  for (const member of members) {
    const [update, weight] = [updates[member]!, holders[member]!.examples]
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * update[i]!
  }
  return sum
}

function playRound(
  { holders, heldOut, groups: groupCount, seed: run, withTruth }: TrajectoryOptions,
  parameters: Float32Array,
  updates: readonly Float32Array[],
  round: number,
): PlayedRound {
  const seed = taggedHash('parley/simulate/contribution/v1', new Uint8Array([...u64(run), ...u32(round)]))
  const groups = drawGroups(seed, holders, groupCount)
  const start = logitsOf(parameters, heldOut)
  const weighted = updates.map((update, i): WeightedUpdate => {
    const weight = holders[i]!.examples
    return { sum: logitsOf(update, heldOut).map(value => value * weight), weight }
  })
  const players = groups.map(group => addUpdates(group.map(member => weighted[member]!)))
  const byMask = allUtilities({ labels: heldOut.labels, start, players })
  const { coalitions } = planCoalitions(seed, groups.length)
  return {
    seed,
    groups,
    utilities: coalitions.map(coalition => byMask[Number(coalition)]!),
    cosines: cosinesOf(updates, holders, groups),
    truth: withTruth ? truthOf(heldOut, start, weighted, holders) : undefined,
  }
}

/** By the product's own cut. */
function drawGroups(
  seed: Uint8Array,
  holders: readonly Holder[],
  count: number,
): readonly (readonly number[])[] {
  const members = holders.map((_, place) => u32(place))
  const name = utf8('contribution')
  const cut = secureDraw.cutCohort(name, name, seed, members, Math.floor(holders.length / count))
  return cut.groups.map(group => group.map(member => members.indexOf(member)))
}

function cosinesOf(
  updates: readonly Float32Array[],
  holders: readonly Holder[],
  groups: readonly (readonly number[])[],
): readonly number[] {
  const all = weightedSum(updates, holders, holders.keys())
  return groups.map(group => {
    const sum = weightedSum(updates, holders, group)
    const product = sum.reduce((total, value, i) => total + value * all[i]!, 0)
    const lengths = lengthOf(sum) * lengthOf(all)
    return lengths === 0 ? 0 : product / lengths
  })
}

/** Holders with one dataset are one player, as in the scores. */
function truthOf(
  heldOut: Digits,
  start: Float64Array,
  weighted: readonly WeightedUpdate[],
  holders: readonly Holder[],
): Readonly<Record<UtilityName, readonly number[]>> {
  const players = datasetsOf(holders).map(dataset =>
    addUpdates(weighted.filter((_, place) => holders[place]!.dataset === dataset)),
  )
  const utilities = allUtilities({ labels: heldOut.labels, start, players })
  const valuesBy = (name: UtilityName) =>
    shapleyValues(
      players.length,
      utilities.map(each => each[name]),
    )
  const [nats, correct] = utilityNames
  return { [nats]: valuesBy(nats), [correct]: valuesBy(correct) }
}

/** The players by their dataset, in the order of their first holder. */
export function datasetsOf(holders: readonly Holder[]): readonly string[] {
  return [...new Set(holders.map(({ dataset }) => dataset))]
}
