/** Runs tasks one after another in the order they came; a task that fails does not stop the next. */
export interface Queue {
  run<T>(task: () => Promise<T>): Promise<T>
  /** Resolves when everything that was waiting has run. */
  drained(): Promise<void>
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(task) {
      const turn = last.then(task)
      last = turn.catch(() => undefined)
      return turn
    },
    drained: async () => void (await last),
  }
}
