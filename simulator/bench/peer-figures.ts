/** The figures of the comparisons with programs in Python: one client's masking, and whole rounds of Flower itself. */
import { maskingHere, roundingAndMasking } from './bench-client.ts'
import type { MaskingGroup } from './bench-group.ts'
import { type Attempted, runPeer } from './bench-peers.ts'
import type { BenchReport, FlowerRound } from './bench-report.ts'
import { type PlayedRound, playRound, thresholdOf } from './bench-round.ts'
import {
  type Bench,
  memberOf,
  milliseconds,
  neighboursIn,
  noted,
  type RoundShape,
  ratio,
  say,
  timedBits,
} from './bench-run.ts'
import { median } from './measure.ts'

/** One client's masking in both languages, with the few neighbours and with the many. */
export async function benchPeerClients(bench: Bench, program: 'flower' | 'python_aes') {
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

/** What the program with Flower's own workflow answers. */
interface FlowerAnswer {
  readonly version: string
  readonly seconds: number
  readonly completed: boolean
  readonly exact: boolean
  readonly fault: string | null
  readonly sentBytes: number
}

/** Whole rounds of Flower's SecAgg+ and of Parley, in turns; null, with its reason noted, where Flower is not installed. */
export async function benchFlowerRounds(bench: Bench): Promise<BenchReport['peers']['flowerRound']> {
  const rounds: FlowerRound[] = []
  for (const shape of bench.sizes.rounds) {
    const round = await benchFlowerRound(bench, shape)
    if (round === null) return null
    rounds.push(round)
  }
  const [first, ...others] = rounds
  return { ...first!, others }
}

async function benchFlowerRound(bench: Bench, shape: RoundShape): Promise<FlowerRound | null> {
  const { options, sizes } = bench
  const { clients, dimension, dropouts, lostBefore } = shape
  say(options, `a round beside Flower: ${clients} clients, ${dropouts} lost before "${lostBefore}"`)
  const request = { ...shape, threshold: thresholdOf(shape) }
  const ours: PlayedRound[] = []
  const theirs: FlowerAnswer[] = []
  for (let turn = 0; turn < Math.min(3, sizes.turns); turn++) {
    const asked: Attempted<FlowerAnswer> = await runPeer(options.flowerPython, 'flower_round', request)
    const answer = noted(bench, 'flower round', asked)
    if (answer === null) return null
    theirs.push(answer)
    ours.push(playRound(shape))
  }
  const flowerSeconds = median(theirs.map(({ seconds }) => seconds))
  const parleySeconds = median(ours.map(({ seconds }) => seconds))
  const flowerCompleted = theirs.every(({ completed }) => completed)
  return {
    ...{ clients, dimension, dropouts, lostBefore },
    flowerVersion: theirs[0]!.version,
    flowerSeconds,
    parleySeconds,
    // A round that came to nothing took no time worth comparing.
    ratio: flowerCompleted ? flowerSeconds / parleySeconds : null,
    flowerCompleted,
    flowerExact: theirs.every(({ exact }) => exact),
    flowerFault: theirs.find(({ fault }) => fault !== null)?.fault ?? null,
    parleyCompleted: ours.every(({ completed }) => completed),
    parleyExact: ours.every(({ exact }) => exact),
    flowerSentBytes: theirs[0]!.sentBytes,
    parleySentBytes: ours[0]!.sentBytes,
  }
}
