/** The desk of one group's attempt: the fold of secure aggregation, recorded under the group's number. */
import {
  type AttemptContext,
  type MaskedInputReceipt,
  type RegistryLookup,
  secureServer,
  toHex,
} from '../../aggregation/index.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { recordAttemptEvent, replayEvents } from './attempt-log.ts'
import { type AttemptEvent, applyAttemptEvent, indexOf } from './attempt-machine.ts'
import type { CohortMember, DroppedMember, Presence } from './cohort.ts'
import { groupPhaseOf, stageWordOf } from './phases/index.ts'
import { type Fold, openStageDesk, type StageDesk } from './stage-desk.ts'

type ServerState = secureServer.ServerState

export type GroupDesk = StageDesk<ServerState, AttemptEvent, MaskedInputReceipt>

export interface GroupFacts {
  readonly ref: AttemptRef
  readonly context: AttemptContext
  /** The group's members, as the draw made it; everybody when the cohort is not divided. */
  readonly cohort: readonly CohortMember[]
  readonly presence: Presence
  readonly isDivided: boolean
  /** Members without whom the group is not summed. */
  readonly minimumRoster: number
  readonly openedMs: number
  /** With enough shares to take the masks off, or aborted. */
  readonly onOver: (state: ServerState) => void
  readonly onBroken: () => void
}

/** Opens the desk where what is recorded of the group leaves it. */
export async function openGroupDesk(parts: Parts, facts: GroupFacts): Promise<GroupDesk> {
  const { ref, cohort, context, openedMs, isDivided, minimumRoster } = facts
  const registry = parts.members.lookupAt(context.registry.version)
  const opened: ServerState = secureServer.openAttempt(context, parts.signer, minimumRoster)
  const replayed = await replayEvents(parts, { ref, cohort, registry }, opened, applyAttemptEvent)
  return openStageDesk(parts, {
    ...facts,
    parameters: context.parameters,
    fold: foldFor(registry),
    place: isDivided ? { group: ref.group } : {},
    state: replayed.state,
    recordedEvents: replayed.recordedEvents,
    stageOpenedMs: replayed.lastClosedMs ?? openedMs,
    record: (sequence, event, organisation) => recordAttemptEvent(parts, ref, sequence, event, organisation),
    bytesOf: event => (event.kind === 'input' ? event.message.totalBytes : undefined),
  })
}

function foldFor(registry: RegistryLookup): Fold<ServerState, AttemptEvent, MaskedInputReceipt> {
  return {
    phaseOf: groupPhaseOf,
    apply: (state, event, identityKey) => applyAttemptEvent(state, event, identityKey, registry),
    closing: async state => {
      if (state.phase === 'finished' || state.phase === 'aborted') throw new Error('no stage is open')
      return { kind: 'closed', stage: state.phase }
    },
    // What follows enough shares is the sum, which the end of the round computes and records.
    isDecided: state =>
      state.phase === 'aborted' || (state.phase === 'unmasking' && secureServer.canFinish(state)),
    keyAt: keyAtIndex,
  }
}

function keyAtIndex(state: ServerState, index: number): string | undefined {
  if (!('session' in state) || state.session === undefined) return undefined
  const member = state.session.members[index - 1]
  return member === undefined ? undefined : toHex(member.identityKey)
}

/**
 * Each member that fell out of the group, at the first stage it missed; of a drawn group, also those who are not in its
 * roster. Read from the recorded state, so that a restart keeps it.
 */
export function groupDropouts(parts: Parts, desk: GroupDesk, isDrawn: boolean): readonly DroppedMember[] {
  const state = desk.state()
  const noted = desk.dropped()
  const found = new Map<string, DroppedMember>()
  for (const { organisation, identityKey } of isDrawn ? desk.cohort : []) {
    if (!('session' in state) || state.session === undefined || indexOf(state, identityKey) !== undefined)
      continue
    found.set(organisation, { organisation, stage: 'advertise', reason: 'silent' })
  }
  for (const { stage, members } of state.absences) {
    const word = stageWordOf(stage)
    if (word === 'advertise') continue
    for (const index of members) {
      const organisation = parts.members.organisationOf(keyAtIndex(state, index) ?? '') ?? ''
      const reason = noted.find(member => member.organisation === organisation)?.reason ?? 'silent'
      if (!found.has(organisation)) found.set(organisation, { organisation, stage: word, reason })
    }
  }
  return [...found.values()]
}
