/** The holders' agents, each in a process of its own: started, drilled, and started again when they die. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Drill, Hospital } from './cast.ts'
import { type Child, type JsonLine, startChild } from './child.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { Narrator } from './narrator.ts'
import { binary } from './service.ts'

const mostRestarts = 5

export interface HoldersStart {
  readonly folder: DemoFolder
  readonly cast: readonly Hospital[]
  readonly drills: readonly Drill[]
  readonly narrator: Narrator
  readonly onLine: (organisation: string, line: JsonLine) => void
  readonly onLost: (error: Error) => void
}

export interface Holders {
  /** Starts a drilled holder again, without the drill. */
  restart(organisation: string): void
  killed(): readonly string[]
  /** Resolves when every agent has ended by itself. */
  allDone(): Promise<void>
  stop(): Promise<void>
}

interface Entry {
  child: Child | undefined
  restarts: number
  state: 'running' | 'killed' | 'done'
}

export function startHolders({ folder, cast, drills, narrator, onLine, onLost }: HoldersStart): Holders {
  const entries = new Map<string, Entry>()
  const waiting = new Set<() => void>()
  let isStopping = false

  const launch = (organisation: string, drill: Drill | undefined) => {
    const entry = entries.get(organisation)!
    entry.state = 'running'
    entry.child = startChild({
      name: organisation,
      args: argumentsFor(folder, organisation, drill),
      env: {},
      logFile: path.join(folder.logs, `${organisation}.log`),
      onLine: line => {
        onLine(organisation, line)
        if (line.kind === 'holding' && drill !== undefined) void killHolding(organisation, drill)
      },
      onExit: ({ code, signal, wasAsked }) => {
        if (isStopping || wasAsked) return
        if (code === 0) return finish(entry)
        void revive(organisation, signal ?? `code ${code}`)
      },
    })
  }
  const killHolding = async (organisation: string, drill: Drill) => {
    const entry = entries.get(organisation)!
    entry.state = 'killed'
    narrator.drill(
      `Drill: ${organisation} is killed in round ${drill.round} (SIGKILL), ${drill.stage === 'shared' ? 'its masks shared, its update not yet sent' : 'its update sent, the survivors not yet agreed'}.`,
    )
    await entry.child?.kill()
  }
  const revive = async (organisation: string, how: string) => {
    const entry = entries.get(organisation)!
    entry.restarts += 1
    if (entry.restarts > mostRestarts) {
      return onLost(
        new Error(`${organisation} died ${entry.restarts} times (${how}); see its log in ${folder.logs}`),
      )
    }
    narrator.drill(`${organisation} died (${how}); it is started again.`)
    await sleep(500 * entry.restarts)
    if (!isStopping) launch(organisation, undefined)
  }
  const finish = (entry: Entry) => {
    entry.state = 'done'
    if ([...entries.values()].every(({ state }) => state === 'done')) for (const wake of waiting) wake()
  }

  for (const { organisation } of cast) {
    entries.set(organisation, { child: undefined, restarts: 0, state: 'running' })
  }
  for (const { organisation } of cast) {
    launch(
      organisation,
      drills.find(drill => drill.organisation === organisation),
    )
  }
  return {
    restart: organisation => {
      if (entries.get(organisation)?.state === 'killed') launch(organisation, undefined)
    },
    killed: () => [...entries].filter(([, { state }]) => state === 'killed').map(([name]) => name),
    allDone: () =>
      new Promise(resolve => {
        waiting.add(resolve)
        if ([...entries.values()].every(({ state }) => state === 'done')) resolve()
      }),
    stop: async () => {
      isStopping = true
      await Promise.all(
        [...entries.values()].map(({ child, state }) => (state === 'running' ? child?.stop() : undefined)),
      )
    },
  }
}

function argumentsFor(folder: DemoFolder, organisation: string, drill: Drill | undefined): string[] {
  const home = folder.holder(organisation)
  return [
    ...[binary, 'client', '--json', '--once', '--exit-with-parent', '--home', home],
    ...['--data', path.join(home, 'records'), '--policy', path.join(home, 'policy.yaml')],
    ...['--passphrase-file', folder.passphraseFile],
    ...(drill === undefined ? [] : ['--drill-hold', `${drill.round}:${drill.stage}`]),
  ]
}
