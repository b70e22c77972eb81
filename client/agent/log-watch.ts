/**
 * Holds the coordinator's log against every head of it that this holder meets: the one that it kept, those in its receipts, those that
 * others left. A log that does not go on from all of them is two logs; the proof is kept and passed on, and the agent ends.
 */
import { decodeFork, encodeFork, type Fork, utf8, verifyFork } from '../../aggregation/index.ts'
import type { Bytes } from '../../protos/types.ts'
import type { HeadPlaces, PlaceFault } from '../head-places.ts'
import { compareWith, currentHead, type LogPort, type SignedHead, signedHead } from '../log-heads.ts'
import type { AgentStore } from '../state/index.ts'
import { type Call, type CallSurroundings, callUntil } from './calls.ts'

/** The coordinator's log was forked. */
export class LogForkedError extends Error {
  override readonly name = 'LogForkedError'
  /** A word for programs. */
  readonly reason = 'log-forked'
  /** Where the proof is kept. */
  readonly file: string

  constructor(file: string) {
    super(
      `the coordinator has two logs; the proof is ${file} (parley verify ${file}). This agent takes no part in anything of it while the file is there`,
    )
    this.file = file
  }
}

export interface LogWatchOptions extends CallSurroundings {
  readonly port: LogPort
  readonly coordinatorKey: Bytes
  readonly store: Pick<AgentStore, 'keepHead' | 'keptHead' | 'keepFork' | 'forkFile'>
  readonly places: HeadPlaces | undefined
}

export interface LogWatch {
  /** A signed head that this holder was shown. */
  meet(note: string): void
  /**
   * Returns once the log is one with all heads that were met, asking again and telling its doubts as long as it is not.
   *
   * @throws LogForkedError when it is two.
   */
  follow(): Promise<void>
  /** The same, but not again within a minute, for whoever only waits. */
  followNowAndThen(): Promise<void>
}

/** Between two looks at what others left while nothing is to be done. */
const restMs = 60_000
/** Others' heads that were compared; beyond it they are compared again. */
const mostRemembered = 10_000

export function openLogWatch(options: LogWatchOptions): LogWatch {
  const { coordinatorKey, store, places, clock, signal, patience, report } = options
  const port = patientPort(options)
  /** Of receipts; held against the log before the next round. */
  const met = new Set<string>()
  /** What others left and was found to be of the same log. */
  const agreed = new Set<string>()
  const told = new Set<string>()
  let followedMs = Number.NEGATIVE_INFINITY

  const tell = (faults: readonly PlaceFault[]) => {
    for (const { place, detail } of faults) {
      if (!told.has(place)) report({ kind: 'place-failed', place, detail })
      told.add(place)
    }
  }

  async function forked(fork: Fork): Promise<never> {
    const file = store.keepFork(encodeFork(fork))
    report({ kind: 'log-forked', evidenceFile: file })
    tell((await places?.leaveFork(fork)) ?? [])
    throw new LogForkedError(file)
  }

  /** Heads that others left; a proof among them ends everything. */
  async function readPlaces(): Promise<readonly string[]> {
    if (places === undefined) return []
    const { texts, faults } = await places.read(signal)
    if (signal.aborted) return []
    tell(faults)
    for (const text of texts.filter(one => one.startsWith('{'))) {
      const read = decodeFork(utf8(text))
      if (read.kind === 'read' && verifyFork(read.document, coordinatorKey).kind === 'proved')
        await forked(read.document)
    }
    return texts.filter(text => !text.startsWith('{') && !agreed.has(text))
  }

  /** Why the log is not yet found to be one; undefined when it is. */
  async function look(): Promise<string | undefined> {
    const others = await readPlaces()
    const own = await currentHead(port, coordinatorKey)
    if ('kind' in own) return own.detail
    const kept = store.keptHead()
    if (kept !== undefined && signedHead(kept, coordinatorKey) === undefined)
      return 'the head of the log that was kept (log-head.txt) is none that this coordinator signed; restore it from a backup, or move it away'
    const shown = [...(kept === undefined ? [] : [kept]), ...met].map(note => headOf(note, own))
    const left = others.map(note => headOf(note, own)).filter(head => head?.origin === own.origin)
    let doubt: string | undefined
    for (const head of [...shown, ...left]) {
      if (head === undefined) continue
      doubt ??= await compare(head, own)
    }
    if (doubt !== undefined) return doubt
    if (agreed.size > mostRemembered) agreed.clear()
    for (const note of others) agreed.add(note)
    met.clear()
    if (own.note !== kept) store.keepHead(own.note)
    if (places !== undefined) tell(await places.leaveHead(own.note))
    return undefined
  }

  /** A note that this coordinator did not sign says nothing about it. */
  function headOf(note: string, own: SignedHead): SignedHead | undefined {
    return note === own.note ? undefined : signedHead(note, coordinatorKey)
  }

  async function compare(head: SignedHead, own: SignedHead): Promise<string | undefined> {
    const compared = await compareWith(port, coordinatorKey, head, own)
    switch (compared.kind) {
      case 'consistent':
        return undefined
      case 'forked':
        return forked(compared.fork)
      case 'behind':
        return `the coordinator signed a log of ${head.size} leaves and shows one of ${own.size}: it hides what it showed before, or its database is an older one`
      case 'unanswered':
        return compared.detail
    }
  }

  async function follow(): Promise<void> {
    const file = store.forkFile()
    if (file !== undefined) throw new LogForkedError(file)
    let doubted = ''
    while (!signal.aborted) {
      const doubt = await look()
      if (doubt === undefined || signal.aborted) break
      if (doubt !== doubted) report({ kind: 'log-doubted', detail: doubt })
      doubted = doubt
      await clock.sleep(patience.pollMs, signal)
    }
    followedMs = clock.nowMs()
  }

  return {
    meet: note => void met.add(note),
    follow,
    followNowAndThen: async () => {
      const elapsedMs = clock.nowMs() - followedMs
      if (elapsedMs < 0 || elapsedMs >= restMs) await follow()
    },
  }
}

/** A coordinator that is away for a while is waited for, as by the rest of the agent. */
function patientPort(options: LogWatchOptions): LogPort {
  const { port, clock, patience } = options
  const ask = async <T>(call: Call<T>) =>
    (await callUntil(options, clock.nowMs() + patience.graceMs, call)).answer
  return {
    getCheckpoint: request => ask(calling => port.getCheckpoint(request, calling)),
    getLeaves: request => ask(calling => port.getLeaves(request, calling)),
    getInclusionProof: request => ask(calling => port.getInclusionProof(request, calling)),
    getConsistencyProof: request => ask(calling => port.getConsistencyProof(request, calling)),
  }
}
