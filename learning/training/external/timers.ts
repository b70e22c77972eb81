/** Starts a timer; what it gives back stops it. A parameter, so that a test says when time has passed. */
export type StartTimer = (delayMs: number, fire: () => void) => () => void

export const systemTimer: StartTimer = (delayMs, fire) => {
  const timer = setTimeout(fire, delayMs)
  return () => clearTimeout(timer)
}

/** How long a trainer is waited for, all in milliseconds. */
export interface TrainerWaits {
  /** From its start to its hello: time to load its libraries. */
  readonly helloMs: number
  /** Between two messages while it trains. */
  readonly silenceMs: number
  /** For one request as a whole. */
  readonly jobMs: number
  /** After `cancel`, after `bye` and after SIGTERM, before SIGKILL. */
  readonly graceMs: number
}

export const defaultWaits: TrainerWaits = {
  helloMs: 60_000,
  silenceMs: 120_000,
  jobMs: 3_600_000,
  graceMs: 5_000,
}
