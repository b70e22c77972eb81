/**
 * A private PostgreSQL server for one measurement or one test file: its own folder, its own port on loopback, gone at the
 * end.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

export interface PrivatePostgres {
  /** A new, empty database. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

const run = promisify(execFile)
const startDeadlineMs = 30_000

/** Starts a server; null, with the reason given to `log`, where none is installed. */
export async function startPostgres(log: (line: string) => void): Promise<PrivatePostgres | null> {
  const binaries = findBinaries()
  if (binaries === null) {
    log('skipped: no PostgreSQL server (initdb and postgres) in PATH or /usr/lib/postgresql')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  const identity = unprivileged()
  if (identity !== null) chownSync(folder, identity.uid, identity.gid)
  const data = join(folder, 'data')
  const port = await freePort()
  const options = { ...identity, cwd: folder, env: { ...process.env, LC_ALL: 'C' } }
  await run(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'parley', '-A', 'trust', '-E', 'UTF8', '-N'],
    options,
  )
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const args = ['-D', data, ...settings.flatMap(setting => ['-c', setting])]
  const server = spawn(join(binaries, 'postgres'), args, { ...options, stdio: 'ignore' })
  const url = `postgres://parley@127.0.0.1:${port}/`
  await untilReady(server, `${url}postgres`)
  let databases = 0
  return {
    async createDatabase() {
      const name = `parley_${++databases}`
      await once(`${url}postgres`, `create database ${name}`)
      return url + name
    },
    async stop() {
      if (server.exitCode === null) {
        const ended = new Promise(resolve => server.once('exit', resolve))
        server.kill('SIGINT')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findBinaries(): string | null {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a))
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/bin',
    ...newestFirst.map(version => `/usr/lib/postgresql/${version}/bin`),
  ]
  return (
    folders.find(folder => isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres'))) ?? null
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root; there it runs as `postgres`, or else as `nobody`. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres', 'nobody']
    .map(name => users.find(user => user.startsWith(`${name}:`)))
    .find(Boolean)
  if (line === undefined)
    throw new Error('running as root, and there is no user postgres or nobody to run a server')
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no loopback port')
  return address.port
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < startDeadlineMs; waitedMs += 100) {
    if (server.exitCode !== null)
      throw new Error(`the PostgreSQL server ended with ${server.exitCode} at its start`)
    try {
      return await once(url, 'select 1')
    } catch {
      await sleep(100)
    }
  }
  server.kill('SIGKILL')
  throw new Error(`the PostgreSQL server was not ready after ${startDeadlineMs} ms`)
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
