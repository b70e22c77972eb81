import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { lockFolder } from '../../../simulator/player/folder-lock.ts'

/** A folder that a process with this number has. */
async function lockedBy(t: ExecutionContext, pid: number | string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-folder-lock-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(path.join(folder, '.lock'), String(pid))
  return folder
}

test('a folder that another running process has is refused, and stays its own', async t => {
  const folder = await lockedBy(t, process.ppid)
  const error = await t.throwsAsync(lockFolder(folder))
  t.is(error?.name, 'ExperimentFileError')
  t.regex(error!.message, /another command \(process \d+\).*--out/)
  t.is(await readFile(path.join(folder, '.lock'), 'utf8'), String(process.ppid))
})

test('a folder of a process that is gone, of this number, or of a torn lock is taken, and given free', async t => {
  const { pid: gone } = spawnSync(process.execPath, ['--version'])
  for (const pid of [gone, process.pid, '']) {
    const folder = await lockedBy(t, pid)
    const free = await lockFolder(folder)
    t.is(await readFile(path.join(folder, '.lock'), 'utf8'), String(process.pid))
    await free()
    t.deepEqual(await readdir(folder), [])
  }
})
