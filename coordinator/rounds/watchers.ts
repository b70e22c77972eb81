/** Whoever waits for something to change, and the waiting itself. */
export interface Watchers {
  /** Something may have changed. */
  notify(): void
  /** Resolves when `isReady` holds, or after `waitMs`; answers whether it holds. It is asked at each notice. */
  wait(isReady: () => boolean, waitMs: number): Promise<boolean>
}

export function openWatchers(after: (delayMs: number, action: () => void) => () => void): Watchers {
  const watching = new Set<() => void>()
  return {
    notify() {
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
