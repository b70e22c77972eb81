/** The files of a folder, as they would be committed, and the lines of a repository's history, through the finder of secrets. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { findSecrets, type SecretFound } from './find-secrets.ts'

export interface Finding extends SecretFound {
  readonly file: string
  /** Of the history: the commit that brought it. */
  readonly commit?: string
}

export interface Scanned {
  readonly findings: readonly Finding[]
  readonly files: number
  /** Files that were too large to be read. */
  readonly skipped: readonly string[]
}

/** What a person writes or a program configures is smaller. */
const largestFileBytes = 16 * 1024 * 1024
const run = promisify(execFile)

/**
 * A file, or all files below a folder: in a git repository those that are tracked or could be, elsewhere everything but
 * `node_modules`. Throws the system's error for a path that is not there.
 */
export async function scanTree(root: string): Promise<Scanned> {
  const isFolder = (await stat(root)).isDirectory()
  const names = isFolder ? ((await committable(root)) ?? (await everything(root))) : ['']
  const findings: Finding[] = []
  const skipped: string[] = []
  let files = 0
  for (const name of names) {
    const file = path.join(root, name)
    const found = await stat(file).catch(() => undefined)
    if (found === undefined || !found.isFile()) continue
    if (found.size > largestFileBytes) {
      skipped.push(file)
      continue
    }
    files += 1
    const bytes = await readFile(file)
    // What is not text holds text all the same.
    const text = bytes.toString(bytes.includes(0) ? 'latin1' : 'utf8')
    findings.push(...findSecrets(text).map(secret => ({ ...secret, file })))
  }
  return { findings, files, skipped }
}

/** Undefined outside of a repository, and where git is not installed. */
async function committable(root: string): Promise<readonly string[] | undefined> {
  const args = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = await run('git', args, { maxBuffer: 1 << 30 }).catch(() => undefined)
  return listed?.stdout.split('\0').filter(name => name !== '')
}

async function everything(root: string, below = ''): Promise<readonly string[]> {
  const names: string[] = []
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    const name = path.join(below, entry.name)
    if (entry.isFile()) names.push(name)
    else if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
      names.push(...(await everything(root, name)))
  }
  return names
}

/**
 * Every line that any commit of the repository added, however long ago it was taken out again.
 *
 * @throws Error when `root` is in no git repository.
 */
export async function scanHistory(root: string): Promise<readonly Finding[]> {
  const args = ['-C', root, 'log', '--all', '--no-color', '--unified=0', '--format=commit %H', '--patch']
  const git = spawn('git', [...args, '--text', '--no-renames'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(git, 'close')
  let complaint = ''
  git.stderr.on('data', data => {
    complaint += data
  })
  const findings: Finding[] = []
  let [commit, file, line] = ['', '', 0]
  let before = ''
  for await (const text of createInterface({ input: git.stdout })) {
    if (text.startsWith('commit ')) commit = text.slice('commit '.length)
    else if (text.startsWith('+++ ')) file = text.replace(/^\+\+\+ (b\/)?/, '')
    else if (text.startsWith('@@')) line = Number(/\+(\d+)/.exec(text)?.[1] ?? 0) - 1
    else if (text.startsWith('+')) {
      line += 1
      const added = text.slice(1)
      // With the line before it, which may allow it, or have begun it.
      for (const secret of findSecrets(`${before}\n${added}`))
        if (secret.line === 2 || secret.kind === 'private-key')
          findings.push({ ...secret, line: line - 2 + secret.line, file, commit })
      before = added
    }
  }
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`${root} has no history that git could read: ${complaint.trim()}`)
  return findings
}
