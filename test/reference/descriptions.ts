/** The secrets and choices of one attempt, as both implementations read them from a file. Bytes are hexadecimal. */
import {
  type AggregationParameters,
  compareBytes,
  neighbourhoodFor,
  type RandomSource,
  signerFromSeed,
  toHex,
  weightLimbsOf,
} from '../../aggregation/index.ts'
import { testParameters } from '../aggregation/secure/group.ts'

/** In the order of their identity keys. */
export interface MemberSecrets {
  readonly identitySeed: string
  readonly channelSecret: string
  readonly maskSecret: string
  readonly nonce: string
  readonly selfSeed: string
  readonly selfCoefficients: readonly string[]
  readonly keyCoefficients: readonly string[]
  /** Two for each holder, ascending. */
  readonly salts: readonly string[]
  readonly boxNonces: readonly string[]
  /** float32, little-endian; then as many u32 coins. */
  readonly values: string
  readonly coins: string
  readonly weight: number
}

export interface AttemptDescription {
  readonly parameters: AggregationParameters
  readonly context: {
    readonly taskId: string
    readonly round: number
    readonly attempt: number
    readonly group: number
    readonly partition: string
    readonly modelHash: string
    readonly registry: { readonly version: number; readonly root: string }
  }
  readonly coordinatorSeed: string
  /** What the parameters say of this group's size. */
  readonly degree: number
  readonly threshold: number
  readonly members: readonly MemberSecrets[]
  readonly sharers: readonly number[]
  readonly survivors: readonly number[]
  /** What the coordinator adds to the sum, where the noise is its own. */
  readonly noise?: readonly number[]
}

export interface AttemptShape {
  readonly size: number
  readonly bits: number
  readonly weightMode: 'examples' | 'equal'
  readonly graph: AggregationParameters['graph']
  readonly privacy?: AggregationParameters['privacy']
  readonly coordinates: number
  /** Members that are lost before they share, and after it. */
  readonly lostEarly: number
  readonly lostLate: number
}

/** A random attempt of a shape. */
export function drawAttempt(shape: AttemptShape, random: RandomSource): AttemptDescription {
  const hex = (length: number) => toHex(random.bytes(length))
  const hexes = (count: number, length: number) => Array.from({ length: count }, () => hex(length))
  const parameters = parametersOf(shape)
  const { degree, threshold } = neighbourhoodFor(parameters, shape.size)!
  const drawMember = (): MemberSecrets => ({
    identitySeed: hex(32),
    channelSecret: hex(32),
    maskSecret: hex(32),
    nonce: hex(32),
    selfSeed: hex(32),
    selfCoefficients: hexes(threshold - 1, 32),
    keyCoefficients: hexes(threshold - 1, 32),
    salts: hexes(2 * (degree + 1), 16),
    boxNonces: hexes(degree, 24),
    values: toHex(drawValues(shape.coordinates, parameters.range, random)),
    coins: hex(4 * shape.coordinates),
    weight: 1 + (random.bytes(1)[0]! % parameters.maximumWeight),
  })
  const members = Array.from({ length: shape.size }, drawMember)
  const sharers = inOrder(members).slice(shape.lostEarly)
  return {
    parameters,
    context: {
      taskId: hex(32),
      round: 7,
      attempt: 2,
      group: 3,
      partition: hex(32),
      modelHash: hex(32),
      registry: { version: 5, root: hex(32) },
    },
    coordinatorSeed: hex(32),
    degree,
    threshold,
    members: sortedByIdentity(members),
    sharers,
    survivors: sharers.slice(0, sharers.length - shape.lostLate),
    ...(parameters.privacy.mechanism === 'central' ? { noise: drawNoise(parameters.dimension, random) } : {}),
  }
}

/** Large enough that sums leave the ring, and 32 bits. */
function drawNoise(count: number, random: RandomSource): readonly number[] {
  const words = new Int32Array(random.bytes(4 * count).slice().buffer)
  return Array.from(words, word => 5 * word)
}

function inOrder(members: readonly unknown[]): number[] {
  return members.map((_, i) => i + 1)
}

export function sortedByIdentity(members: readonly MemberSecrets[]): MemberSecrets[] {
  const keyOf = ({ identitySeed }: MemberSecrets) =>
    signerFromSeed(Buffer.from(identitySeed, 'hex')).publicKey
  return members
    .map(member => ({ member, key: keyOf(member) }))
    .sort((left, right) => compareBytes(left.key, right.key))
    .map(({ member }) => member)
}

function parametersOf(shape: AttemptShape): AggregationParameters {
  const maximumGroup = Math.max(shape.size, shape.bits < 12 ? shape.size : 32)
  const parameters = testParameters({
    bits: shape.bits,
    bound: Math.floor((2 ** (shape.bits - 1) - 1) / maximumGroup),
    maximumGroup,
    range: 1.75,
    weightMode: shape.weightMode,
    maximumWeight: 200,
    graph: shape.graph,
    ...(shape.privacy === undefined ? {} : { privacy: shape.privacy }),
  })
  return { ...parameters, dimension: shape.coordinates + weightLimbsOf(parameters).count }
}

/** Reals up to a little over the range, so that some saturate; the first ones are the edges. */
function drawValues(count: number, range: number, random: RandomSource): Uint8Array {
  const edges = [0, range, -range, range * 1.5, -range * 1.5, range / 3, -range / 3, 1e-30, -1e-30]
  const words = new Uint32Array(random.bytes(4 * count).slice().buffer)
  const drawn = Array.from(words, word => range * 1.05 * (word / 2 ** 31 - 1))
  const values = Float32Array.from(drawn, (value, i) => edges[i] ?? value)
  return new Uint8Array(values.buffer)
}
