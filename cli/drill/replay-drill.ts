/**
 * Requests are sent again, and with something else in them: a coordinator on loopback over TLS and another door over its database, real
 * requests of every operation, and whoever has them as they travelled. Nothing but a first sending may be let in.
 */

import { toHex } from '../../aggregation/index.ts'
import { signatureWindowMs, windowFor } from '../../coordinator/auth/clock-window.ts'
import type { DoorCheck } from '../../coordinator/index.ts'
import { type OperationName, operationNames, operations } from '../../protos/operations.ts'
import type { World } from '../world.ts'
import { type ConcurrencyReport, sendCopies } from './replay-copies.ts'
import { type Captured, type Maker, openMaker, rawRequest } from './replay-requests.ts'
import { type DoorName, type Judged, type ReplayStage, setReplayStage } from './replay-stage.ts'
import { type Trial, trialsWith } from './replay-trials.ts'

export interface ReplayOptions {
  readonly folder: string
  /** Copies of one request at the same time. */
  readonly copies: number
  /** All, unless given. */
  readonly operations?: readonly OperationName[]
  readonly postgresUrl?: string
  readonly note: (text: string) => void
}

/** Something that was not met as it must be. */
export interface Mismatch {
  readonly method: OperationName
  readonly what: string
  readonly expected: string
  readonly found: string
}

export interface ReplayReport {
  /** Requests that were let in when they were first sent, and are kept. */
  readonly captured: number
  /** How often they were sent again, as they were or as somebody would have them. */
  readonly resent: number
  /** Let in a second time by a door that knew, or could know, of the first; reads that are not in the database are not among them. */
  readonly acceptedTwice: number
  /** Let in although something in it was not as its signer signed it, or it was not let in to what it asked for. */
  readonly acceptedForged: number
  /** Reads that another door let in again, once each: it keeps them in its own memory. */
  readonly readsRepeatedElsewhere: number
  readonly concurrent: ConcurrencyReport
  /** How many were refused by each check. */
  readonly refusedBy: Readonly<Partial<Record<DoorCheck, number>>>
  /** Different texts that strangers were told. */
  readonly texts: number
  readonly mismatched: number
  /** The first of them. */
  readonly mismatches: readonly Mismatch[]
  readonly seconds: number
  readonly database: 'embedded' | 'postgresql'
}

/** Beyond the widest window of a signature. */
const lateMs = signatureWindowMs + 1_000

/** How far ahead a clock may be to be let in all the same. */
function aheadOf(method: OperationName): number {
  return windowFor(operations[method].sensitivity, signatureWindowMs) - 1_000
}

/** What a request that was signed ahead meets at last: the memory of nonces, or the end of a narrower window. */
function metLate(method: OperationName): DoorCheck {
  const lateBy = lateMs - aheadOf(method)
  return lateBy > windowFor(operations[method].sensitivity, signatureWindowMs) ? 'time-window' : 'nonce'
}

const mostTold = 20

export async function drillReplay(options: ReplayOptions, world: World): Promise<ReplayReport> {
  const { copies, note, operations: names = operationNames, postgresUrl } = options
  const startedMs = performance.now()
  const stage = await setReplayStage({ ...options, operations: names }, world)
  try {
    const tally = openTally(stage)
    const maker = openMaker(stage)
    note(`requests of ${names.length} operations, each sent again in every way`)
    const [captured, ahead]: [Captured[], Captured[]] = [[], []]
    for (const method of names) {
      captured.push(await capture(stage, maker, tally, method))
      ahead.push(await capture(stage, maker, tally, method, aheadOf(method)))
    }
    for (const each of captured) {
      await tally.repeat(each, 'own', 'nonce')
      await tally.repeat(each, 'further', 'nonce')
      await tally.repeat(each, 'further', 'nonce')
      for (const trial of await trialsWith(stage, maker, each)) await tally.forge(trial)
    }
    note(`${copies} copies at the same time of what changes something`)
    const concurrent = await sendCopies(stage, maker, captured, copies)
    note('a minute later')
    stage.clock.moveOn(lateMs)
    for (const door of ['own', 'further'] as const) {
      for (const each of captured) await tally.repeat(each, door, 'time-window')
      // Signed by a clock that was ahead, most are in the window still.
      for (const each of ahead) await tally.repeat(each, door, metLate(each.method))
    }
    return {
      ...{ captured: captured.length + ahead.length, ...tally.report(), concurrent },
      seconds: Math.round(performance.now() - startedMs) / 1000,
      database: postgresUrl === undefined ? 'embedded' : 'postgresql',
    }
  } finally {
    await stage.close()
  }
}

/** Whether everything was met as it must be. */
export function isPassed(report: ReplayReport): boolean {
  const { acceptedTwice, acceptedForged, concurrent, texts, mismatched } = report
  return (
    acceptedTwice === 0 &&
    acceptedForged === 0 &&
    mismatched === 0 &&
    texts <= 1 &&
    concurrent.accepted === concurrent.kinds &&
    concurrent.mostOfOneKind <= 1
  )
}

async function capture(
  stage: ReplayStage,
  maker: Maker,
  tally: Tally,
  method: OperationName,
  by = 0,
): Promise<Captured> {
  const captured = await maker.make(method, { aheadMs: by })
  const { outcomes } = await stage.send([['own', rawRequest(captured)]])
  tally.expect(method, 'sent for the first time', 'admitted', outcomes)
  return captured
}

interface Tally {
  expect(method: OperationName, what: string, expected: string, outcomes: Judged['outcomes']): void
  /** Sends a captured request again as it is. */
  repeat(captured: Captured, door: DoorName, expected: DoorCheck): Promise<void>
  forge(trial: Trial): Promise<void>
  report(): Omit<ReplayReport, 'captured' | 'concurrent' | 'seconds' | 'database'>
}

function openTally(stage: ReplayStage): Tally {
  const counts = { resent: 0, acceptedTwice: 0, acceptedForged: 0, readsRepeatedElsewhere: 0, mismatched: 0 }
  const refusedBy: Partial<Record<DoorCheck, number>> = {}
  const mismatches: Mismatch[] = []
  const texts = new Set<string>()
  /** Nonces of reads that the other door has seen by now. */
  const readElsewhere = new Set<string>()

  function expect(method: OperationName, what: string, expected: string, outcomes: Judged['outcomes']): void {
    const found = outcomes.join(', ') || 'no word of the door'
    if (found === expected) return
    counts.mismatched += 1
    if (mismatches.length < mostTold) mismatches.push({ method, what, expected, found })
  }

  /** Whether it was let in. */
  function count({ answers, outcomes }: Judged, isStranger: boolean): boolean {
    counts.resent += answers.length
    for (const outcome of outcomes)
      if (outcome !== 'admitted') refusedBy[outcome] = (refusedBy[outcome] ?? 0) + 1
    if (isStranger) for (const { text } of answers) texts.add(text)
    return outcomes.includes('admitted') || answers.some(isGranted)
  }

  return {
    expect,
    async repeat(captured, door, expected) {
      const { method, signature } = captured
      const nonce = toHex(signature.nonce)
      const isFirstRead = door === 'further' && !operations[method].changesState && !readElsewhere.has(nonce)
      const judged = await stage.send([[door, rawRequest(captured)]])
      const isLetIn = count(judged, !isFirstRead)
      const isRead = isFirstRead && expected === 'nonce'
      if (isRead) readElsewhere.add(nonce)
      if (isRead && isLetIn) {
        counts.readsRepeatedElsewhere += 1
        return
      }
      if (isLetIn) counts.acceptedTwice += 1
      expect(method, `as it was, at the ${door} door`, expected, judged.outcomes)
    },
    async forge({ what, request, expected, isStranger }) {
      const judged = await stage.send([['own', rawRequest(request)]])
      if (count(judged, isStranger)) counts.acceptedForged += 1
      expect(request.method, what, expected, judged.outcomes)
    },
    report: () => ({ ...counts, refusedBy, texts: texts.size, mismatches }),
  }
}

const isGranted = ({ status, messages }: Judged['answers'][number]) => status === 0 || messages.length > 0
