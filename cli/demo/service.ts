/** The coordinator of the demonstration, in a process of its own that is started again when it dies. */
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { toHex } from '../../aggregation/index.ts'
import { CommandError } from '../errors.ts'
import type { World } from '../world.ts'
import { type Child, type JsonLine, startChild } from './child.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { Narrator } from './narrator.ts'

/** The binary this process runs: its children are the same. */
export const binary = fileURLToPath(new URL(`../main${path.extname(import.meta.url)}`, import.meta.url))

const startLimitMs = 60_000
const mostRestarts = 5

export interface Service {
  readonly address: string
  readonly consoleUrl: string
  readonly coordinatorKey: string
  readonly pid: () => number
  /** Kills it without warning; it is started again on the same folder and port. Resolves when it listens. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

export interface ServiceStart {
  readonly folder: DemoFolder
  readonly server: { readonly certificate: string; readonly key: string }
  readonly caFile: string
  readonly narrator: Narrator
  readonly world: World
  /** It died more often than it is worth starting again. */
  readonly onLost: (error: Error) => void
}

interface Listening {
  readonly address: string
  readonly consoleUrl: string
  readonly identityKey: string
}

export async function startService(start: ServiceStart): Promise<Service> {
  const { folder, narrator, world } = start
  const [port, httpPort] = [await freePort(), await freePort()]
  const consoleToken = toHex(world.random.bytes(16))
  const logFile = path.join(folder.logs, 'coordinator.log')
  let child: Child
  let restarts = 0
  let isStopping = false
  let hasListened = false

  const launch = () =>
    new Promise<Listening>((resolve, reject) => {
      const tooLate = setTimeout(() => reject(failed('did not listen within a minute')), startLimitMs)
      child = startChild({
        name: 'coordinator',
        args: argumentsFor(start, port, httpPort),
        env: { PARLEY_CONSOLE_TOKEN: consoleToken },
        logFile,
        onLine: line => {
          const listening = listeningOf(line)
          if (listening === undefined) return
          clearTimeout(tooLate)
          hasListened = true
          resolve(listening)
        },
        onExit: ({ code, signal, wasAsked }) => {
          clearTimeout(tooLate)
          reject(failed(`ended with ${signal ?? `code ${code}`} before it listened`))
          if (hasListened && !wasAsked && !isStopping) void revive(`${signal ?? `code ${code}`}`)
        },
      })
    })
  const failed = (what: string) => new CommandError(`the coordinator ${what}; see ${logFile}`)

  const revive = async (how: string) => {
    restarts += 1
    if (restarts > mostRestarts) return start.onLost(failed(`died ${restarts} times (${how})`))
    narrator.drill(`The coordinator died (${how}); it is started again on the same folder and port.`)
    await sleep(300 * restarts)
    if (!isStopping) await launch().catch(() => undefined)
  }

  const first = await launch()
  return {
    // By its name: TLS has no server names for addresses.
    address: first.address.replace('127.0.0.1', 'localhost'),
    consoleUrl: first.consoleUrl,
    coordinatorKey: first.identityKey,
    pid: () => child.pid,
    killAndRestart: async () => {
      await child.kill()
      await launch()
    },
    stop: async () => {
      isStopping = true
      await child.stop()
    },
  }
}

function argumentsFor({ folder, server, caFile }: ServiceStart, port: number, httpPort: number): string[] {
  return [
    ...[binary, 'coordinator', '--json', '--exit-with-parent'],
    ...['--data-dir', folder.coordinator, '--name', 'parley-demo', '--environment', 'test'],
    ...['--listen', `127.0.0.1:${port}`, '--http', `127.0.0.1:${httpPort}`],
    ...['--tls-cert', server.certificate, '--tls-key', server.key, '--client-ca', caFile],
    ...['--passphrase-file', folder.passphraseFile],
  ]
}

function listeningOf(line: JsonLine): Listening | undefined {
  if (line.event !== 'listening') return undefined
  const { address, consoleUrl, identityKey } = line as unknown as Listening
  return { address, consoleUrl, identityKey }
}

/** A port nobody listens on now; a restart has to find the same one again, so that the system may not choose it later. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const found = probe.address()
      const port = typeof found === 'object' && found !== null ? found.port : 0
      probe.close(() => resolve(port))
    })
  })
}
