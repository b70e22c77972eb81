import { enc, equalBytes, fieldsOf, taggedHash, u8, u32, u64, utf8 } from '../crypto/index.ts'
import { limbBitsFor, limbCountFor } from '../vector/index.ts'
import { completeGraphLimit, largestGroup } from './graph.ts'
import type { Bytes } from './messages.ts'
import { findNeighbourhoods, neighbourhoodsOfDegree, reachableThreshold } from './neighbourhood.ts'
import { firstRejection, type Rejection, reject } from './verdict.ts'

/**
 * The public parameters of one aggregation. Their hash is inside the session id, so that two members who were
 * told different parameters can never produce masks that cancel.
 */
export interface AggregationParameters {
  readonly suite: 1
  /** Smallest group a member accepts to be summed in. At least 3. */
  readonly minimumGroup: number
  /** Colluding members tolerated beside the coordinator (c). */
  readonly colluders: number
  /** Shamir threshold t; 0 means the rule's value for the roster's n (`neighbourhoodFor`), which the session id binds. */
  readonly threshold: number
  /** Coordinates of the masked vector (d), weight limbs included. */
  readonly dimension: number
  /** Ring: integers modulo 2^bits, 8..32. */
  readonly bits: number
  /** Largest absolute integer a member may put in one coordinate (Q). */
  readonly bound: number
  /** Members the ring is sized for: bits >= 1 + ceil(log2(maximumGroup * bound + 1)). */
  readonly maximumGroup: number
  /** Largest absolute real value of a coordinate; a value x is sent as round(x * bound / range). */
  readonly range: number
  /** `examples`: limbs of the example count ride as extra coordinates. `equal`: every member counts once. */
  readonly weightMode: 'examples' | 'equal'
  /** Largest weight (w_max); alpha_i = w_i / w_max scales the member's vector. */
  readonly maximumWeight: number
  /** Differential privacy inside the sum. Under noise, `bound` and `range` say what the ring holds and no coordinate is held to them. */
  readonly privacy: SumPrivacy
  readonly graph:
    | { readonly kind: 'complete' }
    | {
        readonly kind: 'k-regular'
        /** Neighbours of each member (k), even; 0 means the least that serves the roster's n (`findNeighbourhoods`). */
        readonly degree: number
        /** Members that may be lost, in thousandths of the roster; beyond it a survivor set is refused. */
        readonly dropoutPermille: number
      }
  /** Longest wait for each stage, in milliseconds. */
  readonly stageTimeoutsMs: {
    readonly advertise: number
    readonly share: number
    readonly input: number
    readonly survivors: number
    readonly unmask: number
  }
}

export type SumPrivacy = { readonly mechanism: 'none' } | DistributedNoise | CentralNoise

/**
 * Every member clips its vector, rotates it, rounds it to a grid and adds its share of a noise on the integers, which then
 * wrap in the ring. Lengths are in the units of the vector.
 */
export interface DistributedNoise {
  readonly mechanism: 'skellam' | 'discrete-gaussian'
  /** Step of the grid. */
  readonly gamma: number
  /** Of the noise that each member adds to each coordinate. */
  readonly localStandardDeviation: number
  /** Members whose noise is in any sum for certain: survivors less those who collude. */
  readonly leastContributors: number
  /** Roundings are too long with at most this probability and drawn again. */
  readonly beta: number
  /** L2 norm to which each member clips. */
  readonly clip: number
  /** Coordinates before the rotation pads them. */
  readonly dimension: number
}

/**
 * Every member clips, rotates and rounds in the same way and adds no noise: the coordinator sees the sum as it is, and promises
 * by these parameters to noise it before it uses it. Lengths are in the units of the vector.
 */
export interface CentralNoise {
  readonly mechanism: 'central'
  /** Step of the grid. */
  readonly gamma: number
  /** Of the discrete Gaussian that the coordinator adds to each coordinate of the sum of all groups. */
  readonly standardDeviation: number
  /** Roundings are too long with at most this probability and drawn again. */
  readonly beta: number
  /** L2 norm to which each member clips. */
  readonly clip: number
  /** Coordinates before the rotation pads them. */
  readonly dimension: number
}

/** Everything that names one attempt to sum one group's updates; hashed into `ctx`. */
export interface AttemptContext {
  /** The bounty's id, 32 bytes. */
  readonly taskId: Bytes
  readonly round: number
  readonly attempt: number
  readonly group: number
  /** Hash of the partition that made this group, 32 bytes; zeros when the cohort is not divided. */
  readonly partition: Bytes
  readonly parameters: AggregationParameters
  /** SHA-256 of the model the members start from. */
  readonly modelHash: Bytes
  /** The registry of identities the roster was drawn from: its version and Merkle root. */
  readonly registry: { readonly version: number; readonly root: Bytes }
}

/** What a member insists on, whatever the coordinator asks for. */
export interface PolicyFloors {
  /** Smallest roster. At least 3. */
  readonly minimumGroup: number
  /** Smallest set of members whose sum may be revealed. At least 3. */
  readonly minimumSurvivors: number
  /** Distinct organisations among those whose sum is revealed. */
  readonly minimumOrganisations: number
  /** Colluding members the parameters must tolerate. */
  readonly colluders: number
  /** Honest members whose inputs must be in any revealed sum (t - c). At least 2. */
  readonly minimumHonest: number
}

/** The floors of a member that has set none. */
export const defaultFloors: PolicyFloors = {
  minimumGroup: 5,
  minimumSurvivors: 3,
  minimumOrganisations: 3,
  colluders: 0,
  minimumHonest: 3,
}

/** The floors below which no setting goes. */
export const hardFloors: PolicyFloors = {
  minimumGroup: 3,
  minimumSurvivors: 3,
  minimumOrganisations: 1,
  colluders: 0,
  minimumHonest: 2,
}

/** A member's floors, raised to the hard floors wherever they are lower. */
export function effectiveFloors(floors: PolicyFloors): PolicyFloors {
  return {
    minimumGroup: Math.max(floors.minimumGroup, hardFloors.minimumGroup),
    minimumSurvivors: Math.max(floors.minimumSurvivors, hardFloors.minimumSurvivors),
    minimumOrganisations: Math.max(floors.minimumOrganisations, hardFloors.minimumOrganisations),
    colluders: Math.max(floors.colluders, hardFloors.colluders),
    minimumHonest: Math.max(floors.minimumHonest, hardFloors.minimumHonest),
  }
}

/** With whom a member shares, and how many of them it takes; the same for every member of one roster. */
export interface Neighbourhood {
  /** Neighbours of each member: n - 1 on the complete graph. */
  readonly degree: number
  /** Shamir threshold t among the degree + 1 holders of a member's shares. */
  readonly threshold: number
  /** Colluders allowed for among those holders. */
  readonly corruptHolders: number
  /** Smallest survivor set that the parameters allow. */
  readonly leastSurvivors: number
}

/** What of the parameters decides with whom a member shares. */
export type SharingRules = Pick<AggregationParameters, 'graph' | 'threshold' | 'colluders'>

/**
 * The neighbourhoods of a roster of `size`, or undefined when the parameters have none for it. Up to
 * `completeGraphLimit` members everyone is a neighbour and t is the fixed one or floor((n+c)/2)+1, the least with
 * 2t > n + c; three members run with t = 3, as a dropout there would publish a sum of two. Above it a k-regular graph
 * takes the degree and the threshold of `findNeighbourhoods`, or the given ones if they are at least as safe.
 */
export function neighbourhoodFor(parameters: SharingRules, size: number): Neighbourhood | undefined {
  const { graph } = parameters
  if (graph.kind === 'complete') return completeNeighbourhood(parameters, size)
  if (size <= completeGraphLimit) return completeNeighbourhood({ ...parameters, threshold: 0 }, size)
  return regularNeighbourhood(parameters, graph, size)
}

function completeNeighbourhood(parameters: SharingRules, size: number): Neighbourhood {
  const { threshold: fixed, colluders } = parameters
  const rule = size === 3 ? 3 : Math.floor((size + colluders) / 2) + 1
  const threshold = fixed === 0 ? rule : fixed
  return { degree: size - 1, threshold, corruptHolders: colluders, leastSurvivors: threshold }
}

function regularNeighbourhood(
  parameters: SharingRules,
  graph: { readonly degree: number; readonly dropoutPermille: number },
  size: number,
): Neighbourhood | undefined {
  const dropouts = Math.floor((size * graph.dropoutPermille) / 1000)
  const risk = { size, colluders: parameters.colluders, dropouts }
  // As the published finder has it: nearer to c + 2d = n there is no neighbourhood worth the search.
  if (10 * (risk.colluders + 2 * dropouts) > 9 * size) return undefined
  const found = graph.degree === 0 ? findNeighbourhoods(risk) : neighbourhoodsOfDegree(risk, graph.degree)
  if (found === undefined) return undefined
  const threshold = parameters.threshold === 0 ? found.threshold : parameters.threshold
  const isReachable = threshold <= reachableThreshold(risk, found.degree)
  if (threshold < found.threshold || !isReachable) return undefined
  const leastSurvivors = Math.max(size - dropouts, threshold)
  return { degree: found.degree, threshold, corruptHolders: found.corruptNeighbours, leastSurvivors }
}

/**
 * Largest absolute integer of a coordinate such that `maximumGroup` of them add up without a wrap; under noise, which has no
 * largest, any integer of the ring: what wraps costs accuracy.
 */
export function ringCapacity(parameters: AggregationParameters): number {
  if (parameters.privacy.mechanism !== 'none') return 2 ** (parameters.bits - 1)
  return Math.floor((2 ** (parameters.bits - 1) - 1) / parameters.maximumGroup)
}

/** Extra coordinates at the end of the vector that carry the member's weight; 0 when every member counts once. */
export function weightLimbsOf(parameters: AggregationParameters): {
  readonly bits: number
  readonly count: number
} {
  const bits = limbBitsFor(parameters.bits, parameters.maximumGroup)
  const count = parameters.weightMode === 'equal' ? 0 : limbCountFor(parameters.maximumWeight, bits)
  return { bits, count }
}

/** Canonical bytes of the parameters: enc of every field in the order of the type. */
export function encodeParameters(parameters: AggregationParameters): Bytes {
  const { stageTimeoutsMs: timeouts, graph } = parameters
  return enc(
    u8(parameters.suite),
    u32(parameters.minimumGroup),
    u32(parameters.colluders),
    u32(parameters.threshold),
    u32(parameters.dimension),
    u8(parameters.bits),
    u32(parameters.bound),
    u32(parameters.maximumGroup),
    f64(parameters.range),
    utf8(parameters.weightMode),
    u64(parameters.maximumWeight),
    privacyBytes(parameters.privacy),
    graph.kind === 'complete'
      ? enc(utf8('complete'))
      : enc(utf8('k-regular'), u32(graph.degree), u32(graph.dropoutPermille)),
    ...[timeouts.advertise, timeouts.share, timeouts.input, timeouts.survivors, timeouts.unmask].map(u64),
  )
}

/**
 * What canonical bytes of parameters say of sharing; undefined for bytes that `encodeParameters` does not write of
 * parameters that a member could accept.
 */
export function sharingRulesIn(encoded: Bytes): SharingRules | undefined {
  const fields = fieldsOf(encoded)
  if (fields?.length !== 18) return undefined
  const [colluders, threshold] = [numberIn(fields[2]!), numberIn(fields[3]!)]
  const graph = graphIn(fields[12]!)
  if (colluders === undefined || threshold === undefined || graph === undefined) return undefined
  if (Math.max(colluders, threshold) > 0xffff || checkGraph({ graph, threshold }) !== undefined)
    return undefined
  return { colluders, threshold, graph }
}

function graphIn(encoded: Bytes): SharingRules['graph'] | undefined {
  if (equalBytes(encoded, enc(utf8('complete')))) return { kind: 'complete' }
  const fields = fieldsOf(encoded)
  if (fields?.length !== 3 || !equalBytes(fields[0]!, utf8('k-regular'))) return undefined
  const [degree, dropoutPermille] = [numberIn(fields[1]!), numberIn(fields[2]!)]
  return degree === undefined || dropoutPermille === undefined
    ? undefined
    : { kind: 'k-regular', degree, dropoutPermille }
}

function numberIn(field: Bytes): number | undefined {
  return field.length === 4 ? new DataView(field.buffer, field.byteOffset, 4).getUint32(0, true) : undefined
}

function privacyBytes(privacy: SumPrivacy): Bytes {
  if (privacy.mechanism === 'none') return utf8('none')
  if (privacy.mechanism === 'central') return centralBytes(privacy)
  return enc(
    utf8(privacy.mechanism),
    f64(privacy.gamma),
    f64(privacy.localStandardDeviation),
    u32(privacy.leastContributors),
    f64(privacy.beta),
    f64(privacy.clip),
    u32(privacy.dimension),
  )
}

function centralBytes({ mechanism, gamma, standardDeviation, beta, clip, dimension }: CentralNoise): Bytes {
  return enc(utf8(mechanism), f64(gamma), f64(standardDeviation), f64(beta), f64(clip), u32(dimension))
}

function f64(value: number): Bytes {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return bytes
}

/** H(params), as it enters the context. */
export function hashParameters(parameters: AggregationParameters): Bytes {
  return taggedHash('fedsa/v1/params', encodeParameters(parameters))
}

function unsafe(detail: string): Rejection {
  return reject('parameters-unsafe', 'coordinator', detail)
}

function requireNatural(name: string, value: number, least: number, most: number): Rejection | undefined {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return undefined
  return unsafe(`${name} is ${value}; it must be a whole number from ${least} to ${most}`)
}

function checkShape(parameters: AggregationParameters): Rejection | undefined {
  const { stageTimeoutsMs: timeouts } = parameters
  return firstRejection(
    () =>
      parameters.suite === 1 ? undefined : unsafe(`suite ${parameters.suite} is not known; this is suite 1`),
    () => requireNatural('minimumGroup', parameters.minimumGroup, hardFloors.minimumGroup, 0xffff),
    () => requireNatural('maximumGroup', parameters.maximumGroup, parameters.minimumGroup, 0xffff),
    () => requireNatural('colluders', parameters.colluders, 0, 0xffff),
    () => requireNatural('threshold', parameters.threshold, 0, 0xffff),
    () => requireNatural('dimension', parameters.dimension, 1, 0x7fffffff),
    () => requireNatural('bits', parameters.bits, 8, 32),
    () => requireNatural('bound', parameters.bound, 1, 0x7fffffff),
    () => requireNatural('maximumWeight', parameters.maximumWeight, 1, Number.MAX_SAFE_INTEGER),
    ...Object.entries(timeouts).map(
      ([stage, value]) =>
        () =>
          requireNatural(`stageTimeoutsMs.${stage}`, value, 1, Number.MAX_SAFE_INTEGER),
    ),
    () =>
      Number.isFinite(parameters.range) && parameters.range > 0
        ? undefined
        : unsafe(`range is ${parameters.range}; it must be a positive number`),
  )
}

/** Noise that is none, or counted on members who may be away, would pass for protection. */
function checkNoise({ privacy, ...parameters }: AggregationParameters): Rejection | undefined {
  if (privacy.mechanism === 'none') return undefined
  const { dimension, beta, gamma, clip } = privacy
  const { minimumGroup, colluders, weightMode } = parameters
  const survivors = neighbourhoodFor(parameters, minimumGroup)?.leastSurvivors ?? minimumGroup
  return firstRejection(
    ...Object.entries({ gamma, clip, ...deviationIn(privacy) }).map(
      ([name, value]) =>
        () =>
          Number.isFinite(value) && value > 0
            ? undefined
            : unsafe(`privacy.${name} is ${value}; it must be a positive number`),
    ),
    () =>
      beta >= 0 && beta < 1 ? undefined : unsafe(`privacy.beta is ${beta}; it must be from 0 to below 1`),
    () =>
      privacy.mechanism === 'central'
        ? undefined
        : requireNatural('privacy.leastContributors', privacy.leastContributors, 1, survivors - colluders),
    () => requireNatural('privacy.dimension', dimension, 1, parameters.dimension),
    () =>
      weightMode === 'equal'
        ? undefined
        : unsafe('weightMode is examples; under noise each member counts once'),
  )
}

/** The noise under the name that it has there. */
function deviationIn(privacy: DistributedNoise | CentralNoise) {
  return privacy.mechanism === 'central'
    ? { standardDeviation: privacy.standardDeviation }
    : { localStandardDeviation: privacy.localStandardDeviation }
}

/** No sum of `maximumGroup` coordinates, and no sum of weight limbs, may leave the ring, but where noise may wrap it. */
function checkRing(parameters: AggregationParameters): Rejection | undefined {
  const { bits, bound, maximumGroup } = parameters
  if (parameters.privacy.mechanism !== 'none') return undefined
  if (maximumGroup * bound > 2 ** (bits - 1) - 1) {
    return unsafe(
      `${maximumGroup} members of up to ${bound} overflow ${bits} bits; use more bits, a smaller bound or group`,
    )
  }
  if (bits - 1 - Math.ceil(Math.log2(maximumGroup)) < 1) {
    return unsafe(`${bits} bits leave no room for the weights of ${maximumGroup} members`)
  }
  const limbs = weightLimbsOf(parameters).count
  if (parameters.dimension > limbs) return undefined
  return unsafe(`a dimension of ${parameters.dimension} has no room beside ${limbs} weight limbs`)
}

function checkGraph({
  graph,
  threshold,
}: Pick<AggregationParameters, 'graph' | 'threshold'>): Rejection | undefined {
  if (graph.kind === 'complete') return undefined
  return firstRejection(
    () => requireNatural('graph.degree', graph.degree, 0, 0xfffe),
    () => requireNatural('graph.dropoutPermille', graph.dropoutPermille, 1, 999),
    () =>
      graph.degree % 2 === 0 ? undefined : unsafe(`graph.degree is ${graph.degree}; it must be even, or 0`),
    () =>
      threshold === 0 || graph.degree !== 0
        ? undefined
        : unsafe(`threshold is ${threshold} with a graph.degree of 0; fix both or neither`),
  )
}

/** Whether a member may take part under these parameters at all, before any roster is known. */
export function checkParameters(
  parameters: AggregationParameters,
  floors: PolicyFloors,
): Rejection | undefined {
  const { minimumGroup, colluders } = effectiveFloors(floors)
  return firstRejection(
    () => checkShape(parameters),
    () => checkGraph(parameters),
    () => checkRing(parameters),
    () => checkNoise(parameters),
    () =>
      parameters.minimumGroup >= minimumGroup
        ? undefined
        : unsafe(`minimumGroup is ${parameters.minimumGroup}; this member's floor is ${minimumGroup}`),
    () =>
      parameters.colluders >= colluders
        ? undefined
        : unsafe(`colluders is ${parameters.colluders}; this member's floor is ${colluders}`),
  )
}

/**
 * Whether a roster of `size` is acceptable: its size, neighbourhoods that exist for it, and a threshold that makes
 * double unmasking impossible: 2t exceeds the holders of a secret and the colluders among them.
 */
export function checkGroup(
  parameters: AggregationParameters,
  size: number,
  floors: PolicyFloors,
): Rejection | undefined {
  const { minimumGroup, minimumHonest } = effectiveFloors(floors)
  const least = Math.max(parameters.minimumGroup, minimumGroup)
  const most = Math.min(parameters.maximumGroup, groupLimit(parameters))
  if (size < least) return reject('group-too-small', 'coordinator', `${size} members; the floor is ${least}`)
  if (size > most) return reject('group-too-large', 'coordinator', `${size} members; the limit is ${most}`)
  const neighbourhood = neighbourhoodFor(parameters, size)
  if (neighbourhood !== undefined) return checkThreshold(neighbourhood, minimumHonest)
  const detail = `no graph below the complete one serves ${size} members with ${parameters.colluders} colluding`
  return reject('graph-infeasible', 'coordinator', detail)
}

function groupLimit({ graph }: AggregationParameters): number {
  return graph.kind === 'complete' ? completeGraphLimit : largestGroup
}

function checkThreshold(neighbourhood: Neighbourhood, minimumHonest: number): Rejection | undefined {
  const { threshold, degree, corruptHolders } = neighbourhood
  const holders = degree + 1
  if (threshold > holders || 2 * threshold <= holders + corruptHolders) {
    const detail = `threshold ${threshold} for ${holders} holders, ${corruptHolders} colluding`
    return reject('threshold-unsafe', 'coordinator', detail)
  }
  const honest = threshold - corruptHolders
  if (honest >= minimumHonest) return undefined
  const detail = `${honest} honest members; the floor is ${minimumHonest}`
  return reject('threshold-unsafe', 'coordinator', detail)
}
