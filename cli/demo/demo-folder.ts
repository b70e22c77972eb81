/** The folder everything of a demonstration lives in. An earlier demonstration's is replaced, anything else is left alone. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UsageError } from '../errors.ts'

const marker = '.parley-demo'

export interface DemoFolder {
  readonly root: string
  readonly coordinator: string
  readonly certificates: string
  readonly buyer: string
  readonly logs: string
  readonly passphraseFile: string
  holder(organisation: string): string
  evaluator(organisation: string): string
}

/** Throws `UsageError` for a folder that holds anything but an earlier demonstration. */
export async function prepareDemoFolder(folder: string, passphrase: string): Promise<DemoFolder> {
  const root = path.resolve(folder)
  const found = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[]
    throw error
  })
  if (found.length > 0 && !found.includes(marker)) {
    throw new UsageError(
      `${root} is not empty and not an earlier demonstration; name another folder with --dir, or empty it`,
    )
  }
  for (const name of found) await rm(path.join(root, name), { recursive: true, force: true })
  const logs = path.join(root, 'logs')
  await mkdir(logs, { recursive: true })
  await writeFile(
    path.join(root, marker),
    'Made by `parley demo`, which replaces this folder when it is run again.\n',
  )
  const passphraseFile = path.join(root, 'passphrase.txt')
  await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 })
  return {
    root,
    coordinator: path.join(root, 'coordinator'),
    certificates: path.join(root, 'certificates'),
    buyer: path.join(root, 'buyer'),
    logs,
    passphraseFile,
    holder: organisation => path.join(root, 'holders', organisation),
    evaluator: organisation => path.join(root, 'evaluators', organisation),
  }
}
