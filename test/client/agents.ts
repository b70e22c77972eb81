/** Agents of five holders against the scripted coordinator, with a trainer that is a formula. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  generateSigner,
  identityFromSeed,
  parameterVector,
  type Signer,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import {
  type AgentEvent,
  type AgentOptions,
  type ConsentPolicy,
  openAgentStore,
  readPolicy,
  runAgent,
  systemClock,
} from '../../client/index.ts'
import { type Dataset, layoutOf, parameterCount, type Trainer } from '../../learning/index.ts'
import { refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { ScriptedCoordinator } from './scripted-coordinator.ts'

export const organisations = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'] as const

export interface Holder {
  readonly organisation: string
  readonly signer: Signer
  readonly stateKey: Uint8Array
  readonly folder: string
  readonly examples: number
}

export function fiveHolders(): Holder[] {
  const random = unsafeFixedRandom('five holders')
  return organisations.map((organisation, i) => {
    const { seed, signer } = generateSigner(random)
    const stateKey = identityFromSeed(seed).deriveKey('agent-state')
    const folder = join(mkdtempSync(join(tmpdir(), 'parley-agent-')), 'state')
    return { organisation, signer, stateKey, folder, examples: 10 + 7 * i }
  })
}

export const allowingPolicy: ConsentPolicy = readPolicy(
  `version: 1
allow: { buyers: [acme], modelFamilies: [logistic], purposes: [diagnostics-research] }
`,
  'policy.yaml',
)

export function datasetOf(examples: number): Dataset {
  const features = Float32Array.from({ length: 2 * examples }, (_, i) => Math.sin(i))
  const labels = Int32Array.from({ length: examples }, (_, i) => i % 2)
  return { features, labels, examples, featureShape: [2], classes: 2 }
}

/** The update that the test's trainer makes: it depends on the seed, and so on round, attempt and holder. */
export function updateFor(seed: number, coordinates: number): Float32Array {
  return Float32Array.from({ length: coordinates }, (_, i) => ((seed % 1009) / 1009 - 0.5) * 0.1 * (i + 1))
}

export function formulaTrainer(change: (values: Float32Array) => void = () => undefined): Trainer {
  return {
    train: async ({ spec, seed, dataset }, onProgress) => {
      onProgress?.({ step: 1, steps: 2, epoch: 1, meanLoss: 0.5, elapsedMs: 1 })
      const values = updateFor(seed, parameterCount(spec))
      change(values)
      const update = parameterVector(values, layoutOf(spec))
      return { update, examples: dataset.examples, steps: 2, meanLoss: 0.25, durationMs: 2 }
    },
    close: async () => undefined,
  }
}

export const quickPatience = {
  waitMs: 400,
  pollMs: 10,
  firstPauseMs: 5,
  longestPauseMs: 20,
  graceMs: 3_000,
  outcomeMs: 5_000,
  heartbeatMs: 20,
}

export interface RunningAgent {
  readonly events: AgentEvent[]
  readonly done: Promise<void>
  /** Ends the agent at once and gives its folder back, as the end of its process would. */
  kill(): Promise<void>
}

/** Starts an agent on the holder's folder. */
export function startAgent(
  coordinator: ScriptedCoordinator,
  holder: Holder,
  changes: Partial<AgentOptions> = {},
): RunningAgent {
  const stopping = new AbortController()
  const events: AgentEvent[] = []
  const random = unsafeFixedRandom(`${holder.organisation} ${Math.random()}`)
  const stateStore = openAgentStore(holder.folder, holder.stateKey, random)
  const done = runAgent({
    port: coordinator.portOf(holder.organisation),
    signer: holder.signer,
    organisation: holder.organisation,
    stateStore,
    policy: allowingPolicy,
    dataset: datasetOf(holder.examples),
    privacyLedger: 'unsafe-uncounted',
    datasetSalt: new Uint8Array(16).fill(holder.examples),
    trainer: formulaTrainer(),
    clock: systemClock,
    random,
    coordinatorKey: coordinator.signer.publicKey,
    report: event => events.push(event),
    signal: stopping.signal,
    once: true,
    patience: quickPatience,
    ...changes,
  }).finally(() => stateStore.close())
  return {
    events,
    done,
    kill: async () => {
      stopping.abort()
      await done
    },
  }
}

/** A port that dies at one call: `before` it reaches the coordinator, or `after`, so that the answer is lost. */
export function dyingPort(
  port: CoordinatorPort,
  operation: keyof CoordinatorPort,
  when: 'before' | 'after',
  onDeath: () => void,
): CoordinatorPort {
  let isDead = false
  const dead = refused('unavailable', 'the process is dead')
  return new Proxy(port, {
    get: (target, name: keyof CoordinatorPort) => {
      const call = target[name] as (...args: unknown[]) => Promise<unknown>
      if (name === 'watch') return call
      return async (...args: unknown[]) => {
        if (isDead) return dead
        if (name !== operation) return call(...args)
        isDead = true
        if (when === 'after') await call(...args)
        onDeath()
        return dead
      }
    },
  })
}

export function eventsOf<Kind extends AgentEvent['kind']>(agent: RunningAgent, kind: Kind) {
  return agent.events.filter(event => event.kind === kind) as Extract<AgentEvent, { kind: Kind }>[]
}
