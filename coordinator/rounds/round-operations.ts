/** The operations of a round: each finds the attempt's desk and the caller's place in it, then asks the pure half. */
import {
  canonicalJson,
  leafGroupOf,
  type MaskedInputReceipt,
  type RoundLeaf,
  type secureDraw,
  secureServer,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService, UploadSink } from '../../protos/service.ts'
import type {
  Assignment,
  AttemptRef,
  AwaitAssignmentRequest,
  AwaitRequest,
  Empty,
  MaskedInputOpening,
  RoundOutcome,
} from '../../protos/types.ts'
import { revokedInside } from '../bounties/revoked-inside.ts'
import type { Parts } from '../parts.ts'
import { type AttemptEvent, indexOf } from './attempt-machine.ts'
import type { CohortMember } from './cohort.ts'
import type { DrawDesk } from './draw-desk.ts'
import type { DrawEvent } from './draw-machine.ts'
import type { GroupDesk } from './group-desk.ts'
import type { OpenAttempt } from './open-attempt.ts'
import { groupOutcomeFrom } from './outcome.ts'
import { refusalOf } from './refusals.ts'
import type { BountyRunner } from './round-runner.ts'

type ServerState = secureServer.ServerState

type Waitable = Pick<GroupDesk, 'wait'>

/** A caller's place at a desk. */
interface Seat<Desk> {
  readonly attempt: OpenAttempt
  readonly member: CohortMember
  readonly desk: Desk
}

/** Why there is nothing for a caller (yet). */
type Missing = 'not-yet' | 'not-a-member' | 'aborted'

type RoundOperations = Pick<
  CoordinatorService,
  | 'awaitAssignment'
  | 'reportProgress'
  | 'commitSeed'
  | 'awaitCohort'
  | 'revealSeed'
  | 'awaitPartition'
  | 'advertise'
  | 'awaitRoster'
  | 'shareKeys'
  | 'awaitInbox'
  | 'complain'
  | 'submitMaskedInput'
  | 'awaitSurvivors'
  | 'signSurvivors'
  | 'awaitCertificate'
  | 'unmask'
  | 'awaitOutcome'
>

/** No call waits longer than this; the caller asks again. */
const longestWaitMs = 25_000
const chunkLimitBytes = 1 << 20
const nothing: Empty = {}

export function roundOperations(
  parts: Parts,
  runnerOf: (bountyId: string) => BountyRunner | undefined,
): RoundOperations {
  /** The attempt that this reference names, with the caller's place in its cohort. */
  function place(
    caller: Caller,
    ref: AttemptRef,
  ): Refusal | { readonly attempt: OpenAttempt; readonly member: CohortMember } {
    const runner = runnerOf(ref.bountyId)
    if (runner === undefined) return refused('not-found', 'there is no such bounty')
    const attempt = runner.attempt()
    if (attempt?.place.round !== ref.round || attempt.place.attempt !== ref.attempt) {
      return refused('too-late', `round ${ref.round}, attempt ${ref.attempt} is not open`)
    }
    const member = attempt.memberOf(caller.organisation)
    if (member === undefined) return refused('not-a-member', `${caller.organisation} is not in this attempt`)
    // Its words here are signed by this key: whoever has stolen it is not heard under another envelope either.
    if (parts.members.keys.isRevoked(member.identityKey)) return revokedInside()
    attempt.touch(caller.organisation)
    return { attempt, member }
  }

  /** The desk of the caller's group: nobody is heard, or told anything, in another. */
  function seat(caller: Caller, ref: AttemptRef): Refusal | Seat<GroupDesk> {
    const found = place(caller, ref)
    if ('kind' in found) return found
    const { attempt, member } = found
    const desk = attempt.groups()[ref.group - 1]
    if (desk === undefined && attempt.groups().length === 0 && attempt.isDivided && ref.group > 0) {
      return refused('unavailable', 'the groups of this attempt are not open yet; try again')
    }
    if (desk === undefined) return refused('not-found', `this attempt has no group ${ref.group}`)
    if (!attempt.isDivided || desk.cohort.includes(member)) return { attempt, member, desk }
    return refused('not-a-member', `${caller.organisation} is not in group ${ref.group}`)
  }

  /** The desk of the draw. */
  function drawSeat(caller: Caller, ref: AttemptRef): Refusal | Seat<DrawDesk> {
    const found = place(caller, ref)
    if ('kind' in found) return found
    const desk = found.attempt.draw()
    if (desk === undefined || ref.group !== 0) {
      return refused('not-found', 'the cohort of this attempt is not divided by a draw')
    }
    return { ...found, desk }
  }

  async function submit(caller: Caller, ref: AttemptRef, event: AttemptEvent): Promise<Answer<Empty>> {
    const found = seat(caller, ref)
    if ('kind' in found) return found
    const answer = await found.desk.submit(found.member, event)
    return answer.kind === 'refused' ? answer : granted(nothing)
  }

  async function submitToDraw(caller: Caller, ref: AttemptRef, event: DrawEvent): Promise<Answer<Empty>> {
    const found = drawSeat(caller, ref)
    if ('kind' in found) return found
    const answer = await found.desk.submit(found.member, event)
    return answer.kind === 'refused' ? answer : granted(nothing)
  }

  /** Waits until `look` gives something, or the attempt moves past it. */
  async function awaitAt<Desk extends Waitable, T>(
    caller: Caller,
    { waitMs }: AwaitRequest,
    found: Refusal | Seat<Desk>,
    look: (seat: Seat<Desk>) => T | Missing,
  ): Promise<Answer<T>> {
    if ('kind' in found) return found
    const { attempt, desk } = found
    await desk.wait(() => look(found) !== 'not-yet', Math.min(waitMs, longestWaitMs))
    attempt.touch(caller.organisation)
    const part = look(found)
    if (part === 'not-yet') return refused('not-yet', 'not decided yet; ask again')
    if (part === 'aborted') return refused('too-late', 'the attempt was abandoned')
    if (part === 'not-a-member') {
      return refused('not-a-member', `${caller.organisation} dropped out of this attempt at an earlier stage`)
    }
    return granted(part as T)
  }

  function awaitPart<T>(
    caller: Caller,
    request: AwaitRequest,
    pick: (state: ServerState, index: number) => T | Missing,
  ): Promise<Answer<T>> {
    return awaitAt(caller, request, seat(caller, request.attempt), ({ desk, member }) => {
      const state = desk.state()
      if (state.phase === 'aborted') return 'aborted'
      if (state.phase === 'advertising') return 'not-yet'
      const index = indexOf(state, member.identityKey)
      return index === undefined ? 'not-a-member' : pick(state, index)
    })
  }

  return {
    async awaitAssignment(caller, request) {
      const runner = runnerOf(request.bountyId)
      if (runner === undefined) return assignmentOfEnded(parts, request.bountyId)
      const look = () => assignmentFor(runner, caller, request)
      await runner.wait(() => look() !== undefined, Math.min(request.waitMs, longestWaitMs))
      const assignment = look()
      if (assignment === undefined) return refused('not-yet', 'no round is open for the caller; ask again')
      // Whoever asks for a later one has left this one: it is not waited for there.
      if (!assignment.finished) runner.attempt()?.touch(caller.organisation)
      return granted(assignment)
    },
    async reportProgress(caller, { attempt, stage, permille }) {
      const found = place(caller, attempt)
      if ('kind' in found) return found
      found.attempt.report(caller.organisation, stage, Math.min(permille, 1000))
      return granted(nothing)
    },
    commitSeed: (caller, { attempt, seedCommitment }) =>
      submitToDraw(caller, attempt, { kind: 'committed', message: seedCommitment }),
    awaitCohort: (caller, request) =>
      awaitAt(caller, request, drawSeat(caller, request.attempt), ({ desk, member }) =>
        cohortFor(desk.state(), member),
      ),
    revealSeed: (caller, { attempt, seedReveal }) =>
      submitToDraw(caller, attempt, { kind: 'seed-revealed', message: seedReveal }),
    awaitPartition: (caller, request) =>
      awaitAt(caller, request, drawSeat(caller, request.attempt), ({ attempt, desk, member }) => {
        const state = desk.state()
        if (state.phase === 'failed') return 'aborted'
        // Whoever knows its group may begin there at once.
        if (state.phase !== 'cut' || attempt.groups().length === 0) return 'not-yet'
        return attempt.groups().some(({ cohort }) => cohort.includes(member))
          ? state.revealed
          : 'not-a-member'
      }),
    advertise: (caller, { attempt, advertisement }) =>
      submit(caller, attempt, { kind: 'advertised', message: advertisement }),
    awaitRoster: (caller, request) =>
      awaitPart(caller, request, (state, index) =>
        isPast(state, 'sharing')
          ? secureServer.rosterFor(state as secureServer.RosteredState, index)
          : 'not-yet',
      ),
    shareKeys: (caller, { attempt, keyShares }) =>
      submit(caller, attempt, { kind: 'shared', message: keyShares }),
    awaitInbox: (caller, request) =>
      awaitPart(caller, request, (state, index) => {
        if (!isPast(state, 'masking')) return 'not-yet'
        const with2 = state as secureServer.Masking
        return with2.sharers.has(index) ? secureServer.inboxFor(with2, index) : 'not-a-member'
      }),
    complain: (caller, { attempt, complaint }) =>
      submit(caller, attempt, { kind: 'complained', message: complaint }),
    submitMaskedInput: (caller, opening) => openInputSink(parts, seat(caller, opening.attempt), opening),
    awaitSurvivors: (caller, request) =>
      awaitPart(caller, request, (state, index) => {
        if (!isPast(state, 'certifying')) return 'not-yet'
        const with3 = state as secureServer.Certifying
        return with3.survivors.members.includes(index)
          ? secureServer.survivorSetFor(with3, index)
          : 'not-a-member'
      }),
    signSurvivors: (caller, { attempt, survivorSignature }) =>
      submit(caller, attempt, { kind: 'signed', message: survivorSignature }),
    awaitCertificate: (caller, request) =>
      awaitPart(caller, request, (state, index) => {
        if (!isPast(state, 'unmasking')) return 'not-yet'
        const with4 = state as secureServer.Unmasked
        return with4.survivors.has(index) ? secureServer.certificateFor(with4, index) : 'not-a-member'
      }),
    async unmask(caller, { attempt, unmasking }) {
      const found = seat(caller, attempt)
      // Enough others were quicker: the round is concluded and nothing is missing from this caller.
      if ('kind' in found) return (await isCompleted(parts, attempt)) ? granted(nothing) : found
      const answer = await found.desk.submit(found.member, { kind: 'unmasked', message: unmasking })
      return answer.kind === 'refused' ? answer : granted(nothing)
    },
    async awaitOutcome(caller, { attempt, waitMs }) {
      const runner = runnerOf(attempt.bountyId)
      if (runner === undefined) return outcomeOf(parts, caller, attempt)
      const isCurrent = () => {
        const current = runner.attempt()?.place
        return current?.round === attempt.round && current.attempt === attempt.attempt
      }
      const failed = () =>
        isCurrent() ? failedGroup(runner.attempt()?.groups()[attempt.group - 1]) : undefined
      await runner.wait(() => !isCurrent() || failed() !== undefined, Math.min(waitMs, longestWaitMs))
      const reason = failed()
      // The other groups go on: this one's members need not wait for them.
      if (reason !== undefined) return granted({ completed: false, attempt, reason, culprit: '' })
      return outcomeOf(parts, caller, attempt)
    },
  }
}

/** Why a group cannot be summed any more, while others of its attempt may be. */
function failedGroup(desk: GroupDesk | undefined): string | undefined {
  const state = desk?.state()
  return state?.phase === 'aborted' ? state.reason : undefined
}

/** A bounty that ended before the last start has no runner, but its holders may still ask. */
async function assignmentOfEnded(parts: Parts, bountyId: string): Promise<Answer<Assignment>> {
  const row = await parts.storage.db
    .selectFrom('bounty')
    .select('id')
    .where('id', '=', bountyId)
    .executeTakeFirst()
  return row === undefined ? refused('not-found', 'there is no such bounty') : granted({ finished: true })
}

const order = secureServer.serverPhases

function isPast(state: ServerState, phase: secureServer.ServerPhase): boolean {
  return state.phase !== 'aborted' && order.indexOf(state.phase) >= order.indexOf(phase)
}

function assignmentFor(
  runner: BountyRunner,
  caller: Caller,
  { nextRound, afterAttempt }: AwaitAssignmentRequest,
): Assignment | undefined {
  if (runner.state() !== 'open' && runner.state() !== 'running') return { finished: true }
  const open = runner.attempt()
  if (open === undefined) return undefined
  const { round, attempt } = open.place
  const isNew = round > nextRound || (round === nextRound && attempt > afterAttempt)
  const isMember = open.memberOf(caller.organisation) !== undefined
  if (!isNew || !open.isOpening() || !isMember) return undefined
  const { parameters, modelHash, registry } = open.context
  return {
    finished: false,
    attempt: { ...open.place, group: open.isDivided ? 0 : 1 },
    parameters,
    modelHash,
    modelBlob: open.modelBlob,
    registryVersion: registry.version,
    registryRoot: registry.root,
    deadlineMs: open.deadlineMs(),
    ...(open.clipNorm === undefined ? {} : { clipNorm: open.clipNorm }),
  }
}

/** The committed cohort, for whoever is in it. */
function cohortFor(
  state: secureDraw.DrawState,
  { identityKey }: CohortMember,
): secureDraw.CommittedCohort | Missing {
  if (state.phase === 'committing') return 'not-yet'
  if (state.phase === 'failed') return 'aborted'
  return state.places.has(toHex(identityKey)) ? state.cohort : 'not-a-member'
}

/** Takes the packed bytes to disk while hashing; the header counts only once the bytes are checked and durable. */
async function openInputSink(
  parts: Parts,
  found: Refusal | Seat<GroupDesk>,
  { header }: MaskedInputOpening,
): Promise<Answer<UploadSink<MaskedInputReceipt>>> {
  if ('kind' in found) return found
  const { attempt, desk, member } = found
  const state = desk.state()
  const index = indexOf(state, member.identityKey)
  if (index === undefined)
    return refused('not-a-member', `${member.organisation} is not in this attempt's roster`)
  const vetted = secureServer.receiveMaskedInputHeader(state, index, header)
  if (vetted.kind === 'rejected') return refusalOf(vetted, () => member.organisation)
  const check = secureServer.openInputCheck(header, index)
  const writer = await parts.inputs.openWriter(attempt.place, member.organisation, header.inputHash)
  return granted({
    async write(data) {
      attempt.touch(member.organisation)
      if (data.length > chunkLimitBytes)
        return refused('too-large', `a chunk holds at most ${chunkLimitBytes} bytes`)
      const rejection = check.take(data)
      if (rejection !== undefined) return refusalOf(rejection, () => member.organisation)
      await writer.write(data)
      return granted(nothing)
    },
    async finish() {
      const rejection = check.finish()
      if (rejection !== undefined) {
        await writer.abandon()
        return refusalOf(rejection, () => member.organisation)
      }
      await writer.keep()
      const answer = await desk.submit(member, { kind: 'input', message: header })
      if (answer.kind === 'refused') return answer
      if (answer.value === undefined) throw new Error('a masked input was accepted without a receipt')
      return granted(answer.value)
    },
    abandon: () => writer.abandon(),
  })
}

async function readAttempt(parts: Parts, ref: AttemptRef) {
  return parts.storage.db
    .selectFrom('attempt')
    .selectAll()
    .where('bounty_id', '=', ref.bountyId)
    .where('round', '=', ref.round)
    .where('attempt', '=', ref.attempt)
    .executeTakeFirst()
}

async function isCompleted(parts: Parts, ref: AttemptRef): Promise<boolean> {
  return (await readAttempt(parts, ref))?.state === 'completed'
}

async function outcomeOf(parts: Parts, caller: Caller, attempt: AttemptRef): Promise<Answer<RoundOutcome>> {
  const row = await readAttempt(parts, attempt)
  if (row === undefined) return refused('not-found', 'there was no such attempt')
  if (row.state === 'abandoned') {
    const { reason, culprits } = JSON.parse(row.outcome) as { reason: string; culprits: string[] }
    return granted({ completed: false, attempt, reason, culprit: culprits[0] ?? '' })
  }
  if (row.state !== 'completed') return refused('not-yet', 'the attempt is still open; ask again')
  const ended = groupOutcomeFrom(row.outcome, attempt.group)
  if (ended === undefined) return refused('not-found', `the attempt had no group ${attempt.group}`)
  if ('reason' in ended) {
    return granted({ completed: false, attempt, reason: ended.reason, culprit: ended.culprits[0] ?? '' })
  }
  const receipt = await receiptFor(parts, caller, Number(row.leaf_index))
  return granted({ completed: true, attempt, result: ended, receipt })
}

async function receiptFor(parts: Parts, caller: Caller, leafIndex: number): Promise<Uint8Array> {
  const { receipt, body } = await parts.storage.transaction(async tx => ({
    receipt: await parts.log.receiptFor(tx, leafIndex),
    body: (await parts.log.leaves(tx, leafIndex, 1))[0]!.body,
  }))
  const leaf = JSON.parse(Buffer.from(body).toString()) as RoundLeaf
  if (leafGroupOf(leaf, caller.organisation) === undefined) return new Uint8Array()
  return utf8(
    canonicalJson({
      version: 1,
      organisation: caller.organisation,
      leaf,
      index: receipt.index,
      treeSize: receipt.treeSize,
      path: receipt.path.map(toHex),
      checkpoint: receipt.checkpoint,
    }),
  )
}
