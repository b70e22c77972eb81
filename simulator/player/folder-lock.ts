/** Keeps two commands off one folder: `.lock` has the process that plays into it. A killed one leaves it, and is told by being gone. */
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExperimentFileError } from '../experiment-error.ts'

/**
 * Takes the folder for this process; what comes back gives it free.
 *
 * @throws ExperimentFileError where another process that runs has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, '.lock')
  if (!(await isMade(path))) {
    const pid = Number(await readFile(path, 'utf8'))
    if (isAnother(pid))
      throw new ExperimentFileError(
        `${folder} is being played into by another command (process ${pid}); wait for it, choose another folder with --out, or remove ${path} if that process is something else`,
      )
    await writeFile(path, String(process.pid))
  }
  return () => rm(path, { force: true })
}

async function isMade(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Whether it runs and is not this one, whose number a killed one may have had. */
function isAnother(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1 || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
