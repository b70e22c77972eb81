/**
 * What was accepted in an attempt, on disk, in order; the draw (group 0) and each group by itself. Messages are kept
 * in their wire form, so that the log can be read by anything that speaks the protocol.
 */
import { fromHex, type RegistryLookup, type Step, secureServer, toHex } from '../../aggregation/index.ts'
import { operations } from '../../protos/operations.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import type { Storage } from '../storage/index.ts'
import type { AttemptEvent } from './attempt-machine.ts'
import type { CohortMember } from './cohort.ts'
import type { DrawEvent } from './draw-machine.ts'

type RecordedEvent = AttemptEvent | DrawEvent

/** Writes one event; it is durable when the promise resolves. */
export async function recordAttemptEvent(
  parts: Parts,
  ref: AttemptRef,
  sequence: number,
  event: RecordedEvent,
  organisation: string,
): Promise<void> {
  const row = {
    bounty_id: ref.bountyId,
    round: ref.round,
    attempt: ref.attempt,
    group_number: ref.group,
    sequence,
    kind: event.kind,
    organisation,
    body: Buffer.from(encodeBody(ref, event)),
    at_ms: BigInt(parts.world.nowMs()),
  }
  const bytes = event.kind === 'input' ? BigInt(event.message.totalBytes) : 0n
  await parts.storage.transaction(async tx => {
    await tx.insertInto('attempt_event').values(row).execute()
    if (bytes === 0n) return
    await tx
      .updateTable('attempt')
      .set(eb => ({ upload_bytes: eb('upload_bytes', '+', bytes) }))
      .where('bounty_id', '=', ref.bountyId)
      .where('round', '=', ref.round)
      .where('attempt', '=', ref.attempt)
      .execute()
  })
}

/** Whose events they are: what a desk is opened with. */
interface ReplayFacts {
  readonly ref: AttemptRef
  readonly cohort: readonly CohortMember[]
  readonly registry: RegistryLookup
}

/** A state that was rebuilt from what is recorded. */
export interface Replayed<State> {
  readonly state: State
  readonly recordedEvents: number
  /** When the last stage was closed; undefined before the first. */
  readonly lastClosedMs: number | undefined
}

/** Plays the recorded events of a draw or of a group's attempt from its opening, by those in `cohort` under `registry`. */
export async function replayEvents<State, Event extends RecordedEvent>(
  parts: Parts,
  { ref, cohort, registry }: ReplayFacts,
  opened: State,
  apply: (
    state: State,
    event: Event,
    identityKey: Uint8Array,
    registry: RegistryLookup,
  ) => Step<State, unknown>,
): Promise<Replayed<State>> {
  const rows = await readRows(parts.storage, ref)
  const keys = new Map(cohort.map(({ organisation, identityKey }) => [organisation, identityKey]))
  let state = opened
  for (const row of rows) {
    const identityKey = keys.get(row.organisation) ?? new Uint8Array()
    // A desk's rows hold the events of its own fold: they were written by it.
    const event = decodeBody(row.kind, row.body) as Event
    const step = apply(state, event, identityKey, registry)
    if (step.kind === 'rejected') {
      throw new Error(`event ${row.sequence} of a recorded attempt is refused when replayed: ${step.detail}`)
    }
    state = step.state
  }
  const lastClosed = rows.findLast(row => closings.has(row.kind))
  const lastClosedMs = lastClosed === undefined ? undefined : Number(lastClosed.at_ms)
  return { state, recordedEvents: rows.length, lastClosedMs }
}

const closings: ReadonlySet<string> = new Set<RecordedEvent['kind']>([
  'closed',
  'cohort-closed',
  'cohort-cut',
])

function readRows(storage: Storage, ref: AttemptRef) {
  return storage.db
    .selectFrom('attempt_event')
    .selectAll()
    .where('bounty_id', '=', ref.bountyId)
    .where('round', '=', ref.round)
    .where('attempt', '=', ref.attempt)
    .where('group_number', '=', ref.group)
    .orderBy('sequence')
    .execute()
}

function encodeBody(attempt: AttemptRef, event: RecordedEvent): Uint8Array {
  switch (event.kind) {
    case 'committed':
      return operations.commitSeed.request.encode({ attempt, seedCommitment: event.message })
    case 'seed-revealed':
      return operations.revealSeed.request.encode({ attempt, seedReveal: event.message })
    case 'cohort-closed':
      return Buffer.from(`${event.logHead.size} ${toHex(event.logHead.root)}`)
    case 'advertised':
      return operations.advertise.request.encode({ attempt, advertisement: event.message })
    case 'shared':
      return operations.shareKeys.request.encode({ attempt, keyShares: event.message })
    case 'complained':
      return operations.complain.request.encode({ attempt, complaint: event.message })
    case 'input':
      return operations.submitMaskedInput.request.encode({
        part: 'opening',
        opening: { attempt, header: event.message },
      })
    case 'signed':
      return operations.signSurvivors.request.encode({ attempt, survivorSignature: event.message })
    case 'unmasked':
      return operations.unmask.request.encode({ attempt, unmasking: event.message })
    case 'closed':
      return Buffer.from(event.stage)
    case 'cohort-cut':
    case 'stopped':
      return new Uint8Array()
    default:
      return event satisfies never
  }
}

function openingIn(body: Uint8Array) {
  const part = operations.submitMaskedInput.request.decode(body)
  if (part.part !== 'opening') throw new Error('a recorded masked input is not an opening')
  return part.opening
}

const stages = secureServer.serverPhases.filter(
  (phase): phase is secureServer.ServerStage => phase !== 'finished' && phase !== 'aborted',
)

function logHeadIn(body: Uint8Array) {
  const [, size, root] = /^([0-9]+) ([0-9a-f]{64})$/.exec(Buffer.from(body).toString()) ?? []
  if (size === undefined || root === undefined) throw new Error('a recorded cohort names no head of the log')
  return { size: Number(size), root: fromHex(root) }
}

function decodeBody(kind: string, body: Uint8Array): RecordedEvent {
  switch (kind) {
    case 'committed':
      return { kind, message: operations.commitSeed.request.decode(body).seedCommitment }
    case 'seed-revealed':
      return { kind, message: operations.revealSeed.request.decode(body).seedReveal }
    case 'cohort-closed':
      return { kind, logHead: logHeadIn(body) }
    case 'cohort-cut':
      return { kind }
    case 'advertised':
      return { kind, message: operations.advertise.request.decode(body).advertisement }
    case 'shared':
      return { kind, message: operations.shareKeys.request.decode(body).keyShares }
    case 'complained':
      return { kind, message: operations.complain.request.decode(body).complaint }
    case 'input':
      return { kind, message: openingIn(body).header }
    case 'signed':
      return { kind, message: operations.signSurvivors.request.decode(body).survivorSignature }
    case 'unmasked':
      return { kind, message: operations.unmask.request.decode(body).unmasking }
    case 'closed': {
      const stage = stages.find(known => known === Buffer.from(body).toString())
      if (stage === undefined) throw new Error('a recorded closing names no stage')
      return { kind, stage }
    }
    case 'stopped':
      return { kind }
    default:
      throw new Error(`a recorded attempt holds an event of unknown kind ${JSON.stringify(kind)}`)
  }
}
