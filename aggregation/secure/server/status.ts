import { everyone } from '../graph.ts'
import type { PeerIndex } from '../messages.ts'
import type { ServerPhase, ServerState } from './state.ts'

/** Where an attempt stands, for people: who is waited for and how many are needed. */
export interface AttemptStatus {
  readonly phase: ServerPhase
  /** Members that can still answer in this stage. */
  readonly expectedCount: number
  readonly receivedCount: number
  /** Answers without which the stage cannot close well. */
  readonly neededCount: number
  /** Members whose answer is awaited; empty before there is a roster. */
  readonly missing: readonly PeerIndex[]
}

/** The status of an attempt. */
export function statusOf(state: ServerState): AttemptStatus {
  switch (state.phase) {
    case 'advertising': {
      const { minimumGroup, maximumGroup } = state.context.parameters
      const receivedCount = state.advertisements.size
      const { phase } = state
      return { phase, expectedCount: maximumGroup, receivedCount, neededCount: minimumGroup, missing: [] }
    }
    case 'sharing':
      return waiting(state, everyone(state.session.size), state.dealt)
    case 'masking':
      return waiting(state, state.sharers.members, state.headers)
    case 'certifying':
      return waiting(state, state.survivors.members, state.signatures)
    case 'unmasking':
      return waiting(state, state.survivors.members, state.openings)
    case 'finished':
      return { phase: state.phase, expectedCount: 0, receivedCount: 0, neededCount: 0, missing: [] }
    case 'aborted': {
      const { phase, missing } = state
      return { phase, expectedCount: 0, receivedCount: 0, neededCount: 0, missing }
    }
    default:
      return state satisfies never
  }
}

function waiting(
  state: Extract<ServerState, { readonly dealt: unknown }>,
  expected: readonly PeerIndex[],
  received: { has(index: PeerIndex): boolean; readonly size: number },
): AttemptStatus {
  return {
    phase: state.phase,
    expectedCount: expected.length,
    receivedCount: received.size,
    neededCount: state.session.leastSurvivors,
    missing: expected.filter(index => !received.has(index)),
  }
}
