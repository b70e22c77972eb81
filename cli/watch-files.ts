/** Files that other programs replace while a command runs, such as certificates that are renewed. */
import { stat } from 'node:fs/promises'
import type { World } from './world.ts'

const lookMs = 5_000

/**
 * Calls `reload` when one of the files has changed, and on SIGHUP; what it throws is told, and the files are looked at again. A
 * renewal writes two files: what fits no longer together is tried again at the next look.
 */
export function watchFiles(
  files: readonly string[],
  reload: () => Promise<void>,
  { onHangUp }: Pick<World, 'onHangUp'>,
  tell: (message: string) => void,
): { close(): void } {
  let known: string | undefined
  let isBusy = false

  async function look(isAsked: boolean): Promise<void> {
    if (isBusy) return
    isBusy = true
    try {
      const found = await fingerprintOf(files)
      const isChanged = known !== undefined && found !== known
      if (isChanged || isAsked) await reload()
      known = found
    } catch (error) {
      tell((error as Error).message)
    } finally {
      isBusy = false
    }
  }

  void look(false)
  const timer = setInterval(() => void look(false), lookMs)
  timer.unref()
  const forget = onHangUp?.(() => void look(true))
  return {
    close() {
      clearInterval(timer)
      forget?.()
    },
  }
}

async function fingerprintOf(files: readonly string[]): Promise<string> {
  const stats = await Promise.all(files.map(file => stat(file)))
  return stats.map(({ ino, size, mtimeMs }) => `${ino}:${size}:${mtimeMs}`).join(' ')
}
