/** What a run needs to go on where it was interrupted. */
import type { ServerState } from '../../aggregation/index.ts'
import type { NamedVectors } from '../../learning/index.ts'
import type { RoundLine } from '../results/records.ts'

export interface Checkpoint {
  readonly rounds: readonly RoundLine[]
  /** The model, what the algorithm keeps, and what each holder remembers. */
  readonly vectors: NamedVectors
  /** Of the next round, where it follows the updates. */
  readonly clipNorm?: number
}

/** Everything that changes from round to round. The vectors themselves are replaced and never written into. */
export interface Federation {
  values: Float32Array
  state: ServerState
  clipNorm: number | undefined
  readonly memories: Map<string, NamedVectors>
  readonly lines: RoundLine[]
}

export function beginFederation(values: Float32Array, clipNorm: number | undefined): Federation {
  return { values, state: {}, clipNorm, memories: new Map(), lines: [] }
}

/** Names of vectors in a checkpoint: the kind, then whose, then what; organisations and names have no slash. */
export function checkpointOf({ values, state, clipNorm, memories, lines }: Federation): Checkpoint {
  const kept = Object.entries(state).map(([name, vector]) => [`state/${name}`, vector] as const)
  const remembered = [...memories].flatMap(([organisation, memory]) =>
    Object.entries(memory).map(([name, vector]) => [`memory/${organisation}/${name}`, vector] as const),
  )
  return {
    rounds: [...lines],
    vectors: Object.fromEntries([['model', values] as const, ...kept, ...remembered]),
    ...(clipNorm === undefined ? {} : { clipNorm }),
  }
}

export function restoreFederation({ rounds, vectors, clipNorm }: Checkpoint): Federation {
  const state: Record<string, Float32Array> = {}
  const memories = new Map<string, NamedVectors>()
  for (const [name, vector] of Object.entries(vectors)) {
    const [kind, ...rest] = name.split('/') as [string, ...string[]]
    if (kind === 'state') state[rest[0]!] = vector
    if (kind !== 'memory') continue
    const [organisation, what] = rest as [string, string]
    memories.set(organisation, { ...memories.get(organisation), [what]: vector })
  }
  return { values: vectors.model!, state, clipNorm, memories, lines: [...rounds] }
}
