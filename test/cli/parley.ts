/** Runs the real binary, as a person or a script would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { run } from '../../cli/index.ts'

const binary = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** stdout as the one JSON value it must be; throws when it is none or several. */
  json<T = Record<string, unknown>>(): T
}

/** What every keystore of these tests is opened with. */
export const passphrase = 'correct horse battery staple'

function start(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): ChildProcess {
  const clean = { ...process.env, PARLEY_PASSPHRASE: passphrase, NO_COLOR: '1', PARLEY_LOG_LEVEL: 'silent' }
  return spawn(process.execPath, [binary, ...args], {
    cwd,
    env: { ...clean, PARLEY_HOME: path.join(cwd, 'home'), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

export interface Workplace {
  readonly folder: string
  at(...parts: readonly string[]): string
  parley(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** Starts a command that runs on; resolves with its first JSON line. It is ended with the test. */
  serve(args: readonly string[]): Promise<Record<string, string>>
}

/** A temporary folder to run commands in; it and everything started in it goes when the test ends. */
export async function openWorkplace(t: ExecutionContext): Promise<Workplace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-cli-'))
  const served: ChildProcess[] = []
  t.teardown(async () => {
    for (const child of served) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
    }
    await rm(folder, { recursive: true, force: true })
  })
  return {
    folder,
    at: (...parts) => path.join(folder, ...parts),
    parley: (args, env = {}) => collect(start(args, env, folder)),
    serve: async args => {
      const child = start([...args, '--json'], {}, folder)
      served.push(child)
      let stderr = ''
      child.stderr!.on('data', data => {
        stderr += data
      })
      const lines = createInterface({ input: child.stdout! })
      const first = once(lines, 'line').then(([line]) => JSON.parse(line as string))
      const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`it ended with ${code}: ${stderr}`)
      })
      ended.catch(() => undefined)
      return Promise.race([first, ended])
    },
  }
}

async function collect(child: ChildProcess): Promise<Ran> {
  child.stdin!.end()
  let [stdout, stderr] = ['', '']
  child.stdout!.on('data', data => {
    stdout += data
  })
  child.stderr!.on('data', data => {
    stderr += data
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr, json: () => JSON.parse(stdout) }
}

/** The same command line without a process of its own, for tables of many cases. Paths must be absolute. */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const stop = new AbortController()
  const code = await run(args, {
    ...{ env: { PARLEY_PASSPHRASE: passphrase, ...env }, stdin, stdout, stderr },
    ...{ random: systemRandom, nowMs: Date.now, stop: stop.signal, endLifetime: () => stop.abort() },
  })
  const text = (stream: PassThrough) => String(stream.read() ?? '')
  const [out, errors] = [text(stdout), text(stderr)]
  return { code, stdout: out, stderr: errors, json: () => JSON.parse(out) }
}

/** A refusal reads well: the expected exit code, the words, no stack trace, and JSON on stdout only if asked for. */
export function assertTold(t: ExecutionContext, ran: Ran, code: number, ...words: readonly RegExp[]): void {
  t.is(ran.code, code, ran.stderr)
  for (const word of words) t.regex(ran.stderr, word)
  t.notRegex(ran.stderr, /\n\s+at .*:\d+:\d+|unexpected; set PARLEY_DEBUG/)
}
