/**
 * Finds what is unusual about requests: floods, replays, guessed keys, clocks that run away, keys that should be out of use, networks that
 * a key was never seen from. It raises alarms and slows down addresses whose requests keep failing. It never decides about a request that
 * passes every check, and never costs anybody stake: what is unusual is no fault.
 */
import type { DoorCheck } from '../metrics/index.ts'
import { openBounded } from './bounded-map.ts'

/** One request as the door saw it. */
export interface SeenRequest {
  readonly atMs: number
  /** As claimed, in hex, or `API key` and an id; or empty. */
  readonly keyId: string
  /** Whether the signature held: what follows from the key is the key's doing only then. */
  readonly isAuthentic: boolean
  /** Tells addresses apart. */
  readonly peer: string
  readonly outcome: 'admitted' | DoorCheck
  /** The caller's clock less ours. */
  readonly skewMs: number
  /** The key is in use although a newer one of the same member is too. */
  readonly isSuperseded: boolean
}

export const alarmKinds = [
  'flood',
  'replay',
  'repeated-numbers',
  'failing-signatures',
  'guessed-keys',
  'clock-skew',
  'superseded-key-used',
  'new-network',
] as const
export type AlarmKind = (typeof alarmKinds)[number]

export interface Alarm {
  readonly kind: AlarmKind
  /** Of the key, or of the address where no key is at fault. */
  readonly about: string
  readonly detail: string
}

export interface Detectors {
  /** Takes note of a request; what is unusual about it, each thing at most once in ten minutes. */
  see(request: SeenRequest): readonly Alarm[]
  /** How long an address has to wait before it may try again; 0 for most, always. */
  waitMs(peer: string, nowMs: number): number
}

export interface DetectorSettings {
  /** How far clocks may be apart at the door. */
  readonly windowMs: number
}

const minuteMs = 60_000
const coolDownMs = 10 * minuteMs
/** Keys and addresses that are remembered; those not seen for longest are forgotten. */
const mostRemembered = 20_000

/** Requests are counted by stretches of this length, and compared with how many there usually are. */
const stretchMs = 10_000
const smoothing = 0.1
/** Below so many in a stretch nothing is a flood, and none is called one before so many stretches were seen. */
const [leastFlood, leastStretches] = [100, 6]
const floodDeviations = 6

const [mostReplays, mostFailures, mostGuesses] = [3, 20, 8]
const leastClockSamples = 20
const [networksRemembered, leastHistory] = [16, 100]

/** Failures of one address in a minute that cost it nothing, then the first wait and the longest. */
const freeFailures = 30
const [firstWaitMs, longestWaitMs] = [1_000, 5 * minuteMs]

interface KeyMemory {
  stretch: number
  count: number
  mean: number
  variance: number
  stretches: number
  skewMs: number
  samples: number
  requests: number
  readonly networks: string[]
  readonly replays: number[]
  readonly repeats: number[]
}

interface PeerMemory {
  readonly failures: number[]
  readonly guesses: Map<string, number>
  blockedUntilMs: number
  nextWaitMs: number
  lastFailureMs: number
}

export function openDetectors({ windowMs }: DetectorSettings): Detectors {
  const keys = openBounded(mostRemembered, newKey)
  const peers = openBounded(mostRemembered, newPeer)
  const raisedMs = new Map<string, number>()

  return {
    see: request => {
      const found: Alarm[] = []
      const raise = (kind: AlarmKind, about: string, detail: string) => {
        const name = `${kind} ${about}`
        if (request.atMs - (raisedMs.get(name) ?? Number.NEGATIVE_INFINITY) < coolDownMs) return
        if (raisedMs.size >= mostRemembered) raisedMs.clear()
        raisedMs.set(name, request.atMs)
        found.push({ kind, about, detail })
      }
      if (request.isAuthentic) seeKey(keys.of(request.keyId), request, windowMs, raise)
      else if (isGuess(request)) seeStranger(peers.of(request.peer), request, raise)
      return found
    },
    waitMs: (peer, nowMs) => Math.max(0, (peers.peek(peer)?.blockedUntilMs ?? 0) - nowMs),
  }
}

/** A key that nobody has, or a signature that it did not make, or no API key: what costs its address time. What has ended or is late may be honest. */
function isGuess({ outcome }: SeenRequest): boolean {
  return outcome === 'unknown-key' || outcome === 'signature' || outcome === 'api-key'
}

type Raise = (kind: AlarmKind, about: string, detail: string) => void

function seeKey(memory: KeyMemory, request: SeenRequest, windowMs: number, raise: Raise): void {
  const { atMs, keyId, outcome, skewMs, isSuperseded, peer } = request
  memory.requests += 1
  seeRate(memory, atMs, count =>
    raise(
      'flood',
      keyId,
      `${count} requests in ${stretchMs / 1000} s, where ${memory.mean.toFixed(1)} are usual`,
    ),
  )
  if (outcome === 'nonce' && recent(memory.replays, atMs) >= mostReplays)
    raise('replay', keyId, `${memory.replays.length} requests came a second time within ten minutes`)
  if (outcome === 'sequence' && recent(memory.repeats, atMs) >= mostReplays)
    raise(
      'repeated-numbers',
      keyId,
      `${memory.repeats.length} calls had numbers that their sessions had used, within ten minutes: two programs share a session, or it was copied`,
    )
  memory.samples += 1
  memory.skewMs += (skewMs - memory.skewMs) * Math.max(smoothing, 1 / memory.samples)
  if (memory.samples >= leastClockSamples && Math.abs(memory.skewMs) > windowMs / 2)
    raise('clock-skew', keyId, `its clock is ${Math.round(memory.skewMs / 1000)} s from ours`)
  if (isSuperseded && outcome === 'admitted')
    raise('superseded-key-used', keyId, 'it is still in use although the newer key of its member is too')
  if (!memory.networks.includes(peer)) {
    if (memory.requests > leastHistory)
      raise('new-network', keyId, 'it is used from a network that it was never seen from')
    memory.networks.push(peer)
    if (memory.networks.length > networksRemembered) memory.networks.shift()
  }
}

/** Ends the stretches that are over, then counts into the present one. */
function seeRate(memory: KeyMemory, atMs: number, onFlood: (count: number) => void): void {
  const stretch = Math.floor(atMs / stretchMs)
  if (memory.stretch !== stretch) {
    if (memory.count > 0) learn(memory)
    memory.stretch = stretch
    memory.count = 0
  }
  memory.count += 1
  const most = memory.mean + floodDeviations * Math.sqrt(memory.variance + memory.mean)
  if (memory.stretches >= leastStretches && memory.count >= leastFlood && memory.count > most)
    onFlood(memory.count)
}

/** Exponentially weighted mean and variance of the counts of stretches in which there was any request. */
function learn(memory: KeyMemory): void {
  const difference = memory.count - memory.mean
  const weight = Math.max(smoothing, 1 / (memory.stretches + 1))
  memory.mean += weight * difference
  memory.variance = (1 - weight) * (memory.variance + weight * difference * difference)
  memory.stretches += 1
}

/** Whoever cannot sign is known by the address alone: a key that is only claimed is never held to account. */
function seeStranger(memory: PeerMemory, { atMs, keyId, peer, outcome }: SeenRequest, raise: Raise): void {
  const failures = recent(memory.failures, atMs)
  memory.guesses.set(keyId, atMs)
  for (const [guess, guessedMs] of memory.guesses) {
    if (atMs - guessedMs <= coolDownMs && memory.guesses.size <= 10 * mostGuesses) break
    memory.guesses.delete(guess)
  }
  if (memory.guesses.size >= mostGuesses)
    raise('guessed-keys', peer, `${memory.guesses.size} keys were tried from one address within ten minutes`)
  if (outcome !== 'unknown-key' && failures >= mostFailures)
    raise('failing-signatures', peer, `${failures} requests from one address were not signed as they claim`)
  slowDown(memory, atMs)
}

function slowDown(memory: PeerMemory, atMs: number): void {
  if (atMs - memory.lastFailureMs > coolDownMs) memory.nextWaitMs = firstWaitMs
  memory.lastFailureMs = atMs
  const inMinute = memory.failures.filter(failedMs => atMs - failedMs < minuteMs).length
  if (inMinute <= freeFailures || atMs < memory.blockedUntilMs) return
  memory.blockedUntilMs = atMs + memory.nextWaitMs
  memory.nextWaitMs = Math.min(longestWaitMs, 2 * memory.nextWaitMs)
}

/** Adds a time to a list of the last ten minutes, of bounded length; how many there are. */
function recent(times: number[], atMs: number): number {
  times.push(atMs)
  while (times.length > 1_000 || times[0]! < atMs - coolDownMs) times.shift()
  return times.length
}

function newKey(): KeyMemory {
  return {
    ...{ stretch: 0, count: 0, mean: 0, variance: 0, stretches: 0 },
    ...{ skewMs: 0, samples: 0, requests: 0, networks: [], replays: [], repeats: [] },
  }
}

function newPeer(): PeerMemory {
  return {
    ...{ failures: [], guesses: new Map() },
    ...{ blockedUntilMs: 0, nextWaitMs: firstWaitMs, lastFailureMs: Number.NEGATIVE_INFINITY },
  }
}
