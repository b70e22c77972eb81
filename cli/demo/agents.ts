/** The agents of holders and evaluators, each in a process of its own: started, drilled, and started again when they die. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Drill } from './cast.ts'
import { type Child, type JsonLine, startChild } from './child.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { Narrator } from './narrator.ts'

const mostRestarts = 5

export interface AgentStart {
  readonly organisation: string
  /** Its command line, with what is left of the drills. */
  readonly argumentsFor: (drills: readonly Drill[]) => readonly string[]
}

export interface AgentsStart {
  readonly folder: DemoFolder
  readonly agents: readonly AgentStart[]
  readonly drills: readonly Drill[]
  readonly narrator: Narrator
  readonly onLine: (organisation: string, line: JsonLine) => void
  readonly onLost: (error: Error) => void
}

/** Who was killed, in which drill. */
export interface Death {
  readonly organisation: string
  readonly drill: Drill
}

export interface Agents {
  /** Starts who was killed again, without drills of that round or an earlier one. */
  restart(organisation: string): void
  /** Deaths so far, in their order. */
  deaths(): readonly Death[]
  /** Resolves when every agent has ended by itself. */
  allDone(): Promise<void>
  stop(): Promise<void>
}

interface Entry {
  readonly agent: AgentStart
  child: Child | undefined
  restarts: number
  state: 'running' | 'killed' | 'done'
  drills: readonly Drill[]
}

export function startAgents({ folder, agents, drills, narrator, onLine, onLost }: AgentsStart): Agents {
  const entries = new Map<string, Entry>()
  const deaths: Death[] = []
  const waiting = new Set<() => void>()
  let isStopping = false

  const launch = (entry: Entry) => {
    const { organisation, argumentsFor } = entry.agent
    entry.state = 'running'
    entry.child = startChild({
      name: organisation,
      args: argumentsFor(entry.drills),
      env: {},
      logFile: path.join(folder.logs, `${organisation}.log`),
      onLine: line => {
        onLine(organisation, line)
        const drill = drillHeld(line, entry.drills)
        if (drill !== undefined) void killHolding(entry, drill)
      },
      onExit: ({ code, signal, wasAsked }) => {
        if (isStopping || wasAsked) return
        if (code === 0) return finish(entry)
        void revive(entry, signal ?? `code ${code}`)
      },
    })
  }
  const killHolding = async (entry: Entry, drill: Drill) => {
    const { organisation } = entry.agent
    entry.state = 'killed'
    entry.drills = entry.drills.filter(({ round }) => round > drill.round)
    deaths.push({ organisation, drill })
    narrator.drill(
      `Drill: ${organisation} is killed in round ${drill.round} (SIGKILL), ${drill.stage === 'shared' ? 'its masks shared, its update not yet sent' : 'its update sent, the survivors not yet agreed'}.`,
    )
    await entry.child?.kill()
  }
  const revive = async (entry: Entry, how: string) => {
    const { organisation } = entry.agent
    entry.restarts += 1
    if (entry.restarts > mostRestarts) {
      return onLost(
        new Error(`${organisation} died ${entry.restarts} times (${how}); see its log in ${folder.logs}`),
      )
    }
    narrator.drill(`${organisation} died (${how}); it is started again.`)
    await sleep(500 * entry.restarts)
    if (!isStopping) launch(entry)
  }
  const isAllDone = () => [...entries.values()].every(({ state }) => state === 'done')
  const finish = (entry: Entry) => {
    entry.state = 'done'
    if (isAllDone()) for (const wake of waiting) wake()
  }

  for (const agent of agents) {
    entries.set(agent.organisation, { agent, child: undefined, restarts: 0, state: 'running', drills })
  }
  for (const entry of entries.values()) launch(entry)
  return {
    restart: organisation => {
      const entry = entries.get(organisation)
      if (entry?.state === 'killed') launch(entry)
    },
    deaths: () => deaths,
    allDone: () =>
      new Promise(resolve => {
        waiting.add(resolve)
        if (isAllDone()) resolve()
      }),
    stop: async () => {
      isStopping = true
      await Promise.all(
        [...entries.values()].map(({ child, state }) => (state === 'running' ? child?.stop() : undefined)),
      )
    },
  }
}

/** The drill in which a holder says that it stands still. */
function drillHeld(line: JsonLine, drills: readonly Drill[]): Drill | undefined {
  if (line.kind !== 'holding') return undefined
  const { round } = line.attempt as { readonly round: number }
  return drills.find(drill => drill.round === round && drill.stage === line.stage)
}
