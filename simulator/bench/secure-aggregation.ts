/**
 * `parley bench secure-aggregation`: what the protocol costs on this machine, each figure beside what it is compared
 * with, measured in turns. The product's own steps are measured, no private loop.
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import {
  combineShares,
  type ExpansionWorkers,
  expansionEngine,
  generateSigner,
  openExpansionWorkers,
  packedLength,
  splitSecret,
  systemRandom,
  verifySignature,
} from '../../aggregation/index.ts'
import {
  type BenchClient,
  keystreamBytes,
  maskingByWorkers,
  maskingHere,
  roundingAndMasking,
} from './bench-client.ts'
import {
  type MaskingGroup,
  openMaskingGroup,
  openUnmaskingGroup,
  type UnmaskingGroup,
} from './bench-group.ts'
import { type Attempted, opensslSpeed, runPeer } from './bench-peers.ts'
import {
  type BenchReport,
  type Figure,
  type FlowerUnmasking,
  goalsOf,
  type MaskingCase,
  type Missing,
} from './bench-report.ts'
import { aggregationPeakBytes, unmasking } from './bench-server.ts'
import { interleaved, median, timed } from './measure.ts'

export interface BenchOptions {
  /** Small vectors and groups, one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly python: string
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

interface Sizes {
  readonly turns: number
  readonly dimension: number
  readonly longDimension: number
  readonly few: { readonly members: number; readonly dropped: number }
  readonly many: { readonly members: number; readonly dropped: number }
  readonly memoryMembers: readonly [few: number, many: number]
}

const fullSizes: Sizes = {
  turns: 5,
  dimension: 1_000_000,
  longDimension: 10_000_000,
  few: { members: 21, dropped: 2 },
  many: { members: 101, dropped: 10 },
  memoryMembers: [5, 200],
}

const quickSizes: Sizes = {
  turns: 1,
  dimension: 20_000,
  longDimension: 50_000,
  few: { members: 5, dropped: 1 },
  many: { members: 8, dropped: 1 },
  memoryMembers: [5, 20],
}

/** The ring of the comparisons on time, and of the comparison on the wire. */
const timedBits = 32
const wireBits = 24

interface Bench {
  readonly options: BenchOptions
  readonly sizes: Sizes
  readonly missing: Missing[]
  readonly few: MaskingGroup
  readonly many: MaskingGroup
}

/** Measures everything. */
export async function benchSecureAggregation(options: BenchOptions): Promise<BenchReport> {
  const startMs = options.nowMs()
  const sizes = options.quick ? quickSizes : fullSizes
  say(options, `groups of ${sizes.few.members} and ${sizes.many.members} agree on keys`)
  const few = openMaskingGroup(sizes.few.members, sizes.dimension, timedBits)
  const many = openMaskingGroup(sizes.many.members, sizes.dimension, timedBits)
  const bench: Bench = { options, sizes, missing: [], few, many }
  const client = await benchClient(bench)
  const { server, unmaskFlower } = await benchServer(bench)
  const measured = {
    machine: machineOf(options.python),
    measuredAt: new Date(startMs).toISOString(),
    quick: options.quick,
    openssl: { bytesPerSecond: client.k20.opensslBytesPerSecond },
    client,
    shamir: await benchSharing(bench),
    signatures: await benchSignatures(bench),
    server,
    wire: benchWire(bench),
    peers: {
      flower: { ...(await benchPeerClients(bench, 'flower')), ...unmaskFlower },
      pythonAes: await benchPeerClients(bench, 'python_aes'),
    },
    missing: bench.missing,
  }
  const report = { ...measured, seconds: (options.nowMs() - startMs) / 1000 }
  return { ...report, goals: goalsOf(report) }
}

function say(options: BenchOptions, progress: string): void {
  options.report?.(progress)
}

/** The value, or null with its reason noted once. */
function noted<Value>(bench: Bench, what: string, attempted: Attempted<Value>): Value | null {
  if (attempted.kind === 'measured') return attempted.value
  if (!bench.missing.some(one => one.what === what)) bench.missing.push({ what, reason: attempted.reason })
  return null
}

function ratio(numerator: Figure, denominator: Figure): Figure {
  return numerator === null || denominator === null ? null : numerator / denominator
}

function milliseconds(seconds: number): number {
  return 1000 * seconds
}

function memberOf(group: MaskingGroup): BenchClient {
  return { state: group.members[0]!, signer: group.signers[0]! }
}

function neighboursIn(group: MaskingGroup): number {
  return group.members.length - 1
}

function machineOf(python: string): BenchReport['machine'] {
  const asked = spawnSync(python, ['--version'], { encoding: 'utf8' })
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    python: asked.status === 0 ? asked.stdout.trim() : null,
    engine: expansionEngine(),
  }
}

async function benchClient(bench: Bench): Promise<BenchReport['client']> {
  const { sizes } = bench
  const client = memberOf(bench.few)
  const neighbours = neighboursIn(bench.few)
  const one = openExpansionWorkers({ workers: 1 })
  const two = openExpansionWorkers({ workers: 2 })
  try {
    say(bench.options, `masking beside openssl: ${neighbours} neighbours, ${sizes.dimension} coordinates`)
    const { seconds, speed } = await besideOpenssl(bench, maskingHere(client, sizes.dimension, timedBits))
    const speedOf = (bytes: number, took: number) => ratio(bytes / took, speed)
    // At a hundred neighbours, where the step is masks: agreements, hash and signature cost the same in both rings.
    const rings = await interleaved(2 * sizes.turns, {
      wide: maskingHere(memberOf(bench.many), sizes.dimension, 32),
      narrow: maskingHere(memberOf(bench.many), sizes.dimension, 16),
    })
    say(bench.options, 'masking on one worker thread and on two')
    const workers = await interleaved(sizes.turns, {
      one: maskingByWorkers(client, sizes.longDimension, timedBits, one),
      two: maskingByWorkers(client, sizes.longDimension, timedBits, two),
    })
    return {
      k20: {
        ratioToOpenssl: speedOf(keystreamBytes(neighbours, sizes.dimension, timedBits), seconds),
        milliseconds: milliseconds(seconds),
        opensslBytesPerSecond: speed,
      },
      b16SpeedUp: rings.wide / rings.narrow,
      b16: { b32Milliseconds: milliseconds(rings.wide), b16Milliseconds: milliseconds(rings.narrow) },
      twoWorkerSpeedUp: workers.one / workers.two,
      twoWorkers: { oneMilliseconds: milliseconds(workers.one), twoMilliseconds: milliseconds(workers.two) },
      cases: await maskingCases(bench, two, speed),
    }
  } finally {
    await Promise.all([one.close(), two.close()])
  }
}

/** Masking and `openssl speed` in turns: the median seconds of the one, the median speed of the other. */
async function besideOpenssl(bench: Bench, masking: () => number | Promise<number>) {
  const speeds: number[] = []
  const seconds: number[] = []
  for (let turn = 0; turn < bench.sizes.turns; turn++) {
    const speed = noted(bench, 'openssl', await opensslSpeed())
    if (speed !== null) speeds.push(speed)
    for (let again = 0; again < 4; again++) seconds.push(await masking())
  }
  return { seconds: median(seconds), speed: speeds.length === 0 ? null : median(speeds) }
}

async function maskingCases(bench: Bench, two: ExpansionWorkers, speed: Figure): Promise<MaskingCase[]> {
  const cases: MaskingCase[] = []
  for (const group of [bench.few, bench.many]) {
    for (const dimension of [bench.sizes.dimension, bench.sizes.longDimension]) {
      say(bench.options, `masking: ${neighboursIn(group)} neighbours, ${dimension} coordinates, three rings`)
      for (const bits of [16, 24, 32])
        cases.push(...(await casesOf(bench, group, dimension, bits, two, speed)))
    }
  }
  return cases
}

async function casesOf(
  bench: Bench,
  group: MaskingGroup,
  dimension: number,
  bits: number,
  two: ExpansionWorkers,
  speed: Figure,
): Promise<MaskingCase[]> {
  const client = memberOf(group)
  const neighbours = neighboursIn(group)
  const turns = dimension === bench.sizes.dimension ? bench.sizes.turns : Math.min(3, bench.sizes.turns)
  const seconds = await interleaved(turns, {
    here: maskingHere(client, dimension, bits),
    workers: maskingByWorkers(client, dimension, bits, two),
  })
  const bytes = keystreamBytes(neighbours, dimension, bits)
  const caseOf = (workers: number, took: number): MaskingCase => ({
    ...{ neighbours, dimension, bits, workers },
    milliseconds: milliseconds(took),
    ratioToOpenssl: ratio(bytes / took, speed),
  })
  return [caseOf(0, seconds.here), caseOf(2, seconds.workers)]
}

const sharedBytes = 32
const sharing = { holders: 101, threshold: 67 }
const smallTurns = 101

async function benchSharing(bench: Bench): Promise<BenchReport['shamir']> {
  say(bench.options, `sharing among ${sharing.holders}, ${sharing.threshold} to rebuild`)
  const secret = systemRandom.bytes(sharedBytes)
  const points = Array.from({ length: sharing.holders }, (_, i) => i + 1)
  const split = () => splitSecret(secret, sharing.threshold, points, systemRandom)
  const shares = split().slice(-sharing.threshold)
  const seconds = await interleaved(smallTurns, {
    split: () => timed(split),
    combine: () => timed(() => combineShares(shares)),
  })
  return { splitMs: milliseconds(seconds.split), combineMs: milliseconds(seconds.combine) }
}

/** Signatures that the server of a round of 10,000 checks, four of each client. */
const signaturesOfLargeRound = 40_000

async function benchSignatures(bench: Bench): Promise<BenchReport['signatures']> {
  say(bench.options, 'signatures')
  const { signer } = generateSigner(systemRandom)
  const message = systemRandom.bytes(200)
  const signature = signer.sign(message)
  const seconds = await interleaved(smallTurns, {
    sign: () => timed(() => signer.sign(message)),
    verify: () => timed(() => verifySignature(signer.publicKey, message, signature)),
  })
  const { sign, verify } = seconds
  return {
    signMs: milliseconds(sign),
    verifyMs: milliseconds(verify),
    secondsFor40000: signaturesOfLargeRound * verify,
  }
}

async function benchServer(bench: Bench) {
  const { sizes } = bench
  const n21 = await benchUnmasking(bench, bench.few, sizes.few.dropped)
  const n101 = await benchUnmasking(bench, bench.many, sizes.many.dropped)
  say(bench.options, `memory of the coordinator: ${sizes.memoryMembers.join(' and ')} members`)
  const [few, many] = sizes.memoryMembers
  const seen = { few: [] as number[], many: [] as number[] }
  for (let turn = 0; turn < Math.min(3, sizes.turns); turn++) {
    seen.few.push(aggregationPeakBytes(few, sizes.dimension, wireBits))
    seen.many.push(aggregationPeakBytes(many, sizes.dimension, wireBits))
  }
  const memory = { n5PeakBytes: median(seen.few), n200PeakBytes: median(seen.many) }
  return {
    server: {
      unmaskN21Ms: milliseconds(n21.ours),
      unmaskN101Ms: milliseconds(n101.ours),
      memoryRatioN200toN5: memory.n200PeakBytes / memory.n5PeakBytes,
      memory,
    },
    unmaskFlower: {
      unmaskRatioN21: ratio(n21.flower?.seconds ?? null, n21.ours),
      unmaskRatioN101: ratio(n101.flower?.seconds ?? null, n101.ours),
      unmaskN21: n21.flower,
      unmaskN101: n101.flower,
    },
  }
}

async function benchUnmasking(bench: Bench, group: MaskingGroup, dropped: number) {
  const { options, sizes } = bench
  const members = group.members.length
  say(options, `unmasking: ${members} members, ${dropped} lost`)
  const masked: UnmaskingGroup = openUnmaskingGroup(group, dropped)
  const work = unmasking(masked)
  const { dimension } = sizes
  const { threshold } = group
  const request = {
    work: 'unmask',
    members,
    dropped,
    threshold,
    dimension,
    streams: options.quick ? 1 : 20,
    secrets: 1,
  }
  const ours: number[] = []
  const theirs: FlowerUnmasking[] = []
  for (let turn = 0; turn < Math.min(3, sizes.turns); turn++) {
    ours.push(await work(), await work())
    const asked = await runPeer<FlowerParts>(options.python, 'flower', request)
    const parts = noted(bench, 'flower unmasking', asked)
    if (parts !== null) theirs.push(wholeOf(parts))
  }
  const middle = theirs.sort((left, right) => left.seconds - right.seconds)[Math.floor(theirs.length / 2)]
  return { ours: median(ours), flower: middle ?? null }
}

/** What the baseline answers: the seconds of one of each part, and how many the whole takes. */
interface FlowerParts {
  readonly ownMaskSeconds: number
  readonly pairwiseMaskSeconds: number
  readonly seedSeconds: number
  readonly keySeconds: number
  readonly ownMasks: number
  readonly pairwiseMasks: number
  readonly seeds: number
  readonly keys: number
}

function wholeOf(parts: FlowerParts): FlowerUnmasking {
  const maskSeconds = parts.ownMasks * parts.ownMaskSeconds + parts.pairwiseMasks * parts.pairwiseMaskSeconds
  const shareSeconds = parts.seeds * parts.seedSeconds + parts.keys * parts.keySeconds
  return { seconds: maskSeconds + shareSeconds, maskSeconds, shareSeconds }
}

function benchWire(bench: Bench): BenchReport['wire'] {
  const { dimension, few } = bench.sizes
  say(bench.options, 'bytes on the wire')
  const group = openMaskingGroup(few.members, dimension, wireBits)
  const { sentBytes } = openUnmaskingGroup(group, few.dropped)
  const packedBytes = packedLength(dimension, wireBits)
  const float32Bytes = 4 * dimension
  return {
    ratioToFloat32: sentBytes / float32Bytes,
    sentBytes,
    packedBytes,
    allowedBytes: packedBytes + 300 * neighboursIn(group) + 4096,
    float32Bytes,
  }
}

/** One client's masking in both languages, with the few neighbours and with the many. */
async function benchPeerClients(bench: Bench, program: 'flower' | 'python_aes') {
  const few = await benchPeerClient(bench, program, bench.few)
  const many = await benchPeerClient(bench, program, bench.many)
  return {
    clientRatio: ratio(few.theirs, few.ours),
    clientMs: few.theirs,
    oursMs: few.ours,
    clientRatioK100: ratio(many.theirs, many.ours),
    clientK100Ms: many.theirs,
    oursK100Ms: many.ours,
  }
}

async function benchPeerClient(bench: Bench, program: 'flower' | 'python_aes', group: MaskingGroup) {
  const { options, sizes } = bench
  const { dimension } = sizes
  const neighbours = neighboursIn(group)
  say(options, `masking beside ${program}.py: ${neighbours} neighbours`)
  // The one rounds reals first, the other is given integers.
  const prepare = program === 'flower' ? roundingAndMasking : maskingHere
  const work = prepare(memberOf(group), dimension, timedBits)
  const ours: number[] = []
  const theirs: number[] = []
  for (let turn = 0; turn < sizes.turns; turn++) {
    ours.push(await work(), await work())
    const request = { work: 'client', neighbours, dimension }
    const asked = await runPeer<{ seconds: number }>(options.python, program, request)
    const answer = noted(bench, `${program} client`, asked)
    if (answer !== null) theirs.push(answer.seconds)
  }
  return {
    ours: milliseconds(median(ours)),
    theirs: theirs.length === 0 ? null : milliseconds(median(theirs)),
  }
}
