/** The draw of one attempt as a fold over what was accepted in it, as attempt-machine.ts is for a group. */
import {
  equalBytes,
  type RegistryLookup,
  type Rejection,
  type Step,
  secureDraw,
} from '../../aggregation/index.ts'

/** Something a member sent, or the closing of a stage; closing the first fixes the head of the log. */
export type DrawEvent =
  | { readonly kind: 'committed'; readonly message: secureDraw.SeedCommitment }
  | { readonly kind: 'seed-revealed'; readonly message: secureDraw.SeedReveal }
  | { readonly kind: 'cohort-closed'; readonly logHead: secureDraw.LogHead }
  | { readonly kind: 'cohort-cut' }

/** The next state; a repetition of an accepted message changes nothing. */
export function applyDrawEvent(
  state: secureDraw.DrawState,
  event: DrawEvent,
  identityKey: Uint8Array,
  registry: RegistryLookup,
): Step<secureDraw.DrawState, undefined> {
  switch (event.kind) {
    case 'committed':
      return takeCommitment(state, event.message, identityKey, registry)
    case 'seed-revealed':
      return takeSeed(state, event.message, identityKey)
    case 'cohort-closed':
      return accepted(secureDraw.closeCommitments(during('committing', state), event.logHead))
    case 'cohort-cut':
      return accepted(secureDraw.closeReveals(during('revealing', state)))
    default:
      return event satisfies never
  }
}

function takeCommitment(
  state: secureDraw.DrawState,
  message: secureDraw.SeedCommitment,
  identityKey: Uint8Array,
  registry: RegistryLookup,
): Step<secureDraw.DrawState, undefined> {
  if (!equalBytes(message.identityKey, identityKey)) {
    return rejected('unknown-member', 'a commitment is sent by the identity that it names')
  }
  if (state.phase === 'committing') return secureDraw.receiveCommitment(state, message, registry)
  return isRecorded(state, message)
    ? accepted(state)
    : rejected('stage-closed', 'the cohort of this draw is closed')
}

/** A commitment that the cohort holds already: its sender did not hear that it was taken. */
function isRecorded(
  state: Exclude<secureDraw.DrawState, secureDraw.Committing>,
  message: secureDraw.SeedCommitment,
) {
  if (state.phase === 'failed') return false
  return state.cohort.entries.some(
    ({ identityKey, commitment }) =>
      equalBytes(identityKey, message.identityKey) && equalBytes(commitment, message.commitment),
  )
}

function takeSeed(
  state: secureDraw.DrawState,
  message: secureDraw.SeedReveal,
  identityKey: Uint8Array,
): Step<secureDraw.DrawState, undefined> {
  if (state.phase === 'revealing') return secureDraw.receiveReveal(state, identityKey, message)
  if (state.phase === 'committing') return rejected('stage-not-open', 'the cohort is not closed yet')
  return rejected('stage-closed', 'the seeds of this draw are closed')
}

function during<Phase extends secureDraw.DrawState['phase']>(phase: Phase, state: secureDraw.DrawState) {
  if (state.phase !== phase) throw new Error(`the draw is ${state.phase}, not ${phase}`)
  return state as Extract<secureDraw.DrawState, { phase: Phase }>
}

function accepted(state: secureDraw.DrawState): Step<secureDraw.DrawState, undefined> {
  return { kind: 'accepted', state, output: undefined, spent: [] }
}

function rejected(reason: Rejection['reason'], detail: string): Rejection {
  return { kind: 'rejected', reason, culprit: 'sender', detail }
}
