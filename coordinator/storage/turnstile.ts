/** Lets one holder through at a time, in the order they came. */
export interface Turnstile {
  /** Waits for the turn, at most `deadlineMs`; the returned function ends it and must be called once. */
  enter(deadlineMs: number): Promise<() => void>
}

/** A turnstile that is free. */
export function createTurnstile(): Turnstile {
  let lastTurn: Promise<void> = Promise.resolve()
  return {
    async enter(deadlineMs) {
      const turnBefore = lastTurn
      let leave: () => void = () => undefined
      lastTurn = new Promise(resolve => {
        leave = resolve
      })
      try {
        await within(turnBefore, deadlineMs)
      } catch (error) {
        // The place in the queue must still pass on, or everyone behind would wait for ever.
        void turnBefore.then(leave)
        throw error
      }
      return leave
    },
  }
}

async function within(turn: Promise<void>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(`waited ${deadlineMs} ms for the database's one connection; a transaction is stuck`),
        ),
      deadlineMs,
    )
  })
  try {
    await Promise.race([turn, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
