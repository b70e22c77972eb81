import { WorkerError } from '../../errors.ts'
import type { TrainerCommand } from './command.ts'
import { openSession, type Session } from './session.ts'
import type { StartTimer, TrainerWaits } from './timers.ts'
import { startTrainerChild, type TrainerChild } from './trainer-child.ts'

/** Keeps one trainer running: starts it when it is first needed, and another after one has failed. */
export interface SessionKeeper {
  /** The session, greeted. Rejects as `openSession` does, and with `WorkerError` `closed` after `close`. */
  session(folder: string): Promise<Session>
  /** Ends the child: with a word when it is idle, at once when it is busy. */
  close(isBusy: boolean): Promise<void>
}

export function openSessionKeeper(
  command: TrainerCommand,
  waits: TrainerWaits,
  startTimer: StartTimer,
): SessionKeeper {
  let child: TrainerChild | undefined
  let current: Session | undefined
  let isClosed = false
  return {
    session: async folder => {
      if (isClosed) throw new WorkerError('closed', 'the trainer was closed')
      if (current?.child.isUsable()) return current
      child = startTrainerChild(command, waits.graceMs, startTimer)
      current = await openSession(child, folder, waits, startTimer)
      return current
    },
    close: async isBusy => {
      isClosed = true
      if (child?.isUsable() && !isBusy) return child.dismiss()
      child?.fail({ kind: 'closed' })
      await child?.ended
    },
  }
}
