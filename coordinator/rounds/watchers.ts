/** Whoever waits for something to change, and the waiting itself. */
export interface Watchers {
  /** Something may have changed. */
  notify(): void
  /** Resolves when `isReady` holds, or after `waitMs`; answers whether it holds. It is asked at each notice. */
  wait(isReady: () => boolean, waitMs: number): Promise<boolean>
  /** How often something may have changed: who reads in between finds out whether to read again. */
  notices(): number
}

export function openWatchers(after: (delayMs: number, action: () => void) => () => void): Watchers {
  const watching = new Set<() => void>()
  let count = 0
  return {
    notices: () => count,
    notify() {
      count++
      for (const watcher of [...watching]) watcher()
    },
    async wait(isReady, waitMs) {
      if (isReady()) return true
      return new Promise(resolve => {
        const finish = (answer: boolean) => {
          cancel()
          watching.delete(look)
          resolve(answer)
        }
        const look = () => {
          if (isReady()) finish(true)
        }
        const cancel = after(waitMs, () => finish(isReady()))
        watching.add(look)
      })
    },
  }
}
