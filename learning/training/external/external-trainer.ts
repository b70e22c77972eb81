/**
 * The `Trainer` port before a process of the holder's own, in any language. The process is started by the first request
 * and kept; after a fault the next request starts another. It gets the round's model, the records and the settings, and
 * gives back weights; the update is computed here, and clipping and masking happen far from it.
 *
 * Not promised: equal results for equal requests. The seed is passed on, and what a framework on a GPU makes of it is its
 * own affair.
 */
import type { TrainingProgress, TrainingResult } from '../train-locally.ts'
import type { Trainer, TrainingRequest } from '../trainer.ts'
import { requireCapable, requireCoherent, requireNoPrivacy } from './check-request.ts'
import type { TrainerCommand } from './command.ts'
import { type Exchange, openExchange } from './exchange.ts'
import { UnusableWeights } from './faults.ts'
import type { DoneReply, TrainerHello } from './messages.ts'
import type { ProgressReport, Session } from './session.ts'
import { openSessionKeeper } from './session-keeper.ts'
import { defaultWaits, type StartTimer, systemTimer, type TrainerWaits } from './timers.ts'
import { readResult } from './training-result.ts'

export interface ExternalTrainerOptions {
  readonly command: TrainerCommand
  /** Where the folder of the exchange is made; the system's folder for temporary files where it is left out. */
  readonly folder?: string
  readonly waits?: Partial<TrainerWaits>
  readonly startTimer?: StartTimer
}

export interface ExternalTrainer extends Trainer {
  /** Starts the trainer if none runs, and says who it is. Rejects as `train` does. */
  hello(): Promise<TrainerHello>
}

const progressIntervalMs = 250

export function openExternalTrainer(options: ExternalTrainerOptions): ExternalTrainer {
  const { command, folder, waits, startTimer = systemTimer } = options
  const keeper = openSessionKeeper(command, { ...defaultWaits, ...waits }, startTimer)
  const turns = openTurns()
  let exchange: Exchange | undefined
  let lastJob = 0
  const session = () => {
    exchange ??= openExchange(folder)
    return keeper.session(exchange.folder.path)
  }
  const train = async (request: TrainingRequest, onProgress: OnProgress, signal?: AbortSignal) => {
    signal?.throwIfAborted()
    requireNoPrivacy(request)
    requireCoherent(request)
    const active = await session()
    requireCapable(active.hello, request)
    lastJob += 1
    return perform({ request, onProgress, signal, session: active, exchange: exchange!, job: lastJob })
  }
  return {
    hello: () => turns.take(async () => (await session()).hello),
    train: (request, onProgress = () => undefined, signal) =>
      untilAborted(() => turns.take(() => train(request, onProgress, signal)), signal),
    close: async () => {
      await keeper.close(turns.isTaken())
      await turns.over()
      exchange?.folder.close()
    },
  }
}

type OnProgress = (progress: TrainingProgress) => void

interface Job {
  readonly request: TrainingRequest
  readonly onProgress: OnProgress
  readonly signal: AbortSignal | undefined
  readonly session: Session
  readonly exchange: Exchange
  readonly job: number
}

async function perform({
  request,
  onProgress,
  signal,
  session,
  exchange,
  job,
}: Job): Promise<TrainingResult> {
  const startMs = performance.now()
  try {
    const message = await exchange.prepare(request, job)
    const done = await session.train(message, reporter(onProgress, startMs), signal)
    const result = await readOrEnd(request, done, session, exchange)
    return { ...result, durationMs: performance.now() - startMs }
  } finally {
    await exchange.clear(job)
  }
}

/** A trainer whose weights cannot be used is ended: what else it got wrong, nobody knows. */
async function readOrEnd(
  request: TrainingRequest,
  done: DoneReply,
  { child }: Session,
  { folder }: Exchange,
) {
  try {
    return await readResult(request, done, folder)
  } catch (error) {
    if (!(error instanceof UnusableWeights)) throw error
    child.fail({ kind: 'misbehaved', what: error.message })
    throw await child.ended
  }
}

/** Passes on about four reports a second, and the last. */
function reporter(onProgress: OnProgress, startMs: number): (report: ProgressReport) => void {
  let toldMs = Number.NEGATIVE_INFINITY
  return ({ step, steps, epoch, meanLoss }) => {
    const nowMs = performance.now()
    if (nowMs - toldMs < progressIntervalMs && step < steps) return
    toldMs = nowMs
    onProgress({ step, steps, epoch, meanLoss, elapsedMs: nowMs - startMs })
  }
}

/** Requests wait for one another. */
function openTurns() {
  let last: Promise<unknown> = Promise.resolve()
  let taken = 0
  return {
    take: <T>(action: () => Promise<T>): Promise<T> => {
      taken += 1
      const turn = last.then(action).finally(() => {
        taken -= 1
      })
      last = turn.catch(() => undefined)
      return turn
    },
    isTaken: () => taken > 0,
    over: () => last,
  }
}

/** What `start` comes to, or the signal's reason as soon as it aborts. */
async function untilAborted<T>(start: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return start()
  signal.throwIfAborted()
  const { promise: aborted, reject } = rejectable()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  const outcome = start()
  outcome.catch(() => undefined)
  return Promise.race([outcome, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

function rejectable() {
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse
  })
  return { promise, reject }
}
