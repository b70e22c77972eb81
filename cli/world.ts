/** What a command may touch of the machine it runs on, so that tests can stand in front of it. */
import type { Readable, Writable } from 'node:stream'
import { type RandomSource, systemRandom } from '../aggregation/index.ts'
import { openLifetime } from './lifetime.ts'

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly random: RandomSource
  readonly nowMs: () => number
  /** Aborts when the process is asked to end (SIGINT, SIGTERM, or the parent it was told to follow is gone). */
  readonly stop: AbortSignal
  readonly endLifetime: () => void
  /** Called on SIGHUP, on which a service reads its files again; the returned function ends it. Absent where there are no signals. */
  readonly onHangUp?: (listener: () => void) => () => void
}

/** The world of this process. */
export function processWorld(): World {
  const { env, stdin, stdout, stderr } = process
  const { stop, end } = openLifetime()
  return {
    ...{ env, stdin, stdout, stderr, random: systemRandom, nowMs: Date.now, stop },
    endLifetime: end,
    onHangUp(listener) {
      process.on('SIGHUP', listener)
      return () => void process.off('SIGHUP', listener)
    },
  }
}
