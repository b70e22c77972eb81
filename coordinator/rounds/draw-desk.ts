/** The desk of a draw: the cohort commits, the log's head is fixed beside it, the seeds are shown. */
import { type RegistryLookup, secureDraw, toHex } from '../../aggregation/index.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { recordAttemptEvent, replayEvents } from './attempt-log.ts'
import type { CohortMember, DroppedMember, Presence } from './cohort.ts'
import { applyDrawEvent, type DrawEvent } from './draw-machine.ts'
import { drawPhaseOf } from './phases/index.ts'
import { type Fold, openStageDesk, type StageDesk } from './stage-desk.ts'

type DrawState = secureDraw.DrawState

export type DrawDesk = StageDesk<DrawState, DrawEvent, undefined>

export interface DrawFacts {
  readonly ref: AttemptRef
  readonly context: secureDraw.DrawContext
  readonly rules: secureDraw.DrawRules
  readonly cohort: readonly CohortMember[]
  readonly presence: Presence
  readonly openedMs: number
  /** With a partition, or failed. */
  readonly onOver: (state: DrawState) => void
  readonly onBroken: () => void
}

/** Opens the desk where what is recorded of the draw leaves it. */
export async function openDrawDesk(parts: Parts, facts: DrawFacts): Promise<DrawDesk> {
  const { ref, cohort, context, rules, openedMs } = facts
  const registry = parts.members.lookupAt(context.registry.version)
  const opened: DrawState = secureDraw.openDraw(context, rules, parts.signer)
  const replayed = await replayEvents(parts, { ref, cohort, registry }, opened, applyDrawEvent)
  return openStageDesk(parts, {
    ...facts,
    parameters: context.parameters,
    fold: foldFor(parts, registry),
    place: {},
    state: replayed.state,
    recordedEvents: replayed.recordedEvents,
    stageOpenedMs: replayed.lastClosedMs ?? openedMs,
    record: (sequence, event, organisation) => recordAttemptEvent(parts, ref, sequence, event, organisation),
    bytesOf: () => undefined,
  })
}

function foldFor(parts: Parts, registry: RegistryLookup): Fold<DrawState, DrawEvent, undefined> {
  return {
    phaseOf: drawPhaseOf,
    apply: (state, event, identityKey) => applyDrawEvent(state, event, identityKey, registry),
    closing: async state => {
      if (state.phase === 'revealing') return { kind: 'cohort-cut' }
      const logHead = await parts.storage.transaction(tx => parts.log.head(tx))
      return { kind: 'cohort-closed', logHead }
    },
    isDecided: state => state.phase === 'cut' || state.phase === 'failed',
    keyAt: () => undefined,
  }
}

/** Who committed to a seed and did not show it, and so voided the draw. Read from the recorded state, so that a restart keeps it. */
export function drawDropouts(parts: Parts, desk: DrawDesk): readonly DroppedMember[] {
  const state = desk.state()
  if (state.phase !== 'failed') return []
  return state.silent.map(key => {
    const organisation = parts.members.organisationOf(toHex(key)) ?? ''
    return { organisation, stage: 'reveal', reason: 'deadline' }
  })
}
