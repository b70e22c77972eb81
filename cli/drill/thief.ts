/** Somebody who has what was stolen, and uses it without a pause until told to stop. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Thief {
  /** Calls that were let in and had begun before that moment; and after. */
  accepted(momentMs: number): { readonly before: number; readonly after: number }
  readonly tries: number
  /** Resolves when so many calls were let in. */
  succeeded(times: number): Promise<void>
  /** Resolves after so many calls more, let in or not. */
  tried(times: number): Promise<void>
  stop(): Promise<void>
}

interface ThiefOptions {
  /** Whether it was let in. */
  readonly call: () => Promise<boolean>
  readonly pauseMs: number
  readonly nowMs: () => number
}

/** A call that never works would be waited for without an end. */
const longestWaitMs = 20_000

export function startThief({ call, pauseMs, nowMs }: ThiefOptions): Thief {
  const calls: { readonly begunMs: number; readonly isAccepted: boolean }[] = []
  let isStopped = false
  const accepted = () => calls.filter(({ isAccepted }) => isAccepted)
  const working = (async () => {
    while (!isStopped) {
      const begunMs = nowMs()
      calls.push({ begunMs, isAccepted: await call().catch(() => false) })
      await sleep(pauseMs)
    }
  })()
  async function until(isSo: () => boolean): Promise<void> {
    const deadlineMs = nowMs() + longestWaitMs
    while (!isSo()) {
      if (nowMs() > deadlineMs)
        throw new Error('the thief makes no headway: there is no incident to practise')
      await sleep(pauseMs)
    }
  }

  return {
    get tries() {
      return calls.length
    },
    accepted: momentMs => ({
      before: accepted().filter(({ begunMs }) => begunMs <= momentMs).length,
      after: accepted().filter(({ begunMs }) => begunMs > momentMs).length,
    }),
    succeeded: times => until(() => accepted().length >= times),
    tried(times) {
      const most = calls.length + times
      return until(() => calls.length >= most)
    },
    async stop() {
      isStopped = true
      await working
    },
  }
}
