/** The operations of a round: each finds the attempt's desk and the caller's place in it, then asks the pure half. */
import {
  canonicalJson,
  fromHex,
  type MaskedInputReceipt,
  secureServer,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import type { RoundLeaf } from '../../aggregation/transparency/index.ts'
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
import type { Parts } from '../parts.ts'
import type { AttemptDesk, CohortMember } from './attempt-desk.ts'
import { type AttemptEvent, indexOf } from './attempt-machine.ts'
import { refusalOf } from './refusals.ts'
import type { BountyRunner } from './round-runner.ts'

type ServerState = secureServer.ServerState
type RoundOperations = Pick<
  CoordinatorService,
  | 'awaitAssignment'
  | 'reportProgress'
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
  /** The desk that this reference names, with the caller's place in the cohort. */
  function seat(caller: Caller, ref: AttemptRef): Refusal | { desk: AttemptDesk; member: CohortMember } {
    const runner = runnerOf(ref.bountyId)
    if (runner === undefined) return refused('not-found', 'there is no such bounty')
    const desk = runner.desk()
    if (desk === undefined || desk.ref.round !== ref.round || desk.ref.attempt !== ref.attempt) {
      return refused('too-late', `round ${ref.round}, attempt ${ref.attempt} is not open`)
    }
    const member = desk.cohort.find(({ organisation }) => organisation === caller.organisation)
    if (member === undefined) return refused('not-a-member', `${caller.organisation} is not in this attempt`)
    desk.touch(caller.organisation)
    return { desk, member }
  }

  async function submit(caller: Caller, ref: AttemptRef, event: AttemptEvent): Promise<Answer<Empty>> {
    const found = seat(caller, ref)
    if ('kind' in found) return found
    const answer = await found.desk.submit(found.member, event)
    return answer.kind === 'refused' ? answer : granted(nothing)
  }

  /** Waits until `pick` gives something, or the attempt moves past it. */
  async function awaitPart<T>(
    caller: Caller,
    request: AwaitRequest,
    pick: (state: ServerState, index: number) => T | 'not-yet' | 'not-a-member',
  ): Promise<Answer<T>> {
    const found = seat(caller, request.attempt)
    if ('kind' in found) return found
    const { desk, member } = found
    const look = (state: ServerState): T | 'not-yet' | 'not-a-member' | 'aborted' => {
      if (state.phase === 'aborted') return 'aborted'
      if (state.phase === 'advertising') return 'not-yet'
      const index = indexOf(state, member.identityKey)
      return index === undefined ? 'not-a-member' : pick(state, index)
    }
    await desk.wait(state => look(state) !== 'not-yet', Math.min(request.waitMs, longestWaitMs))
    desk.touch(caller.organisation)
    const part = look(desk.state())
    if (part === 'not-yet') return refused('not-yet', 'not decided yet; ask again')
    if (part === 'aborted') return refused('too-late', 'the attempt was abandoned')
    if (part === 'not-a-member') {
      return refused('not-a-member', `${caller.organisation} dropped out of this attempt at an earlier stage`)
    }
    return granted(part as T)
  }

  return {
    async awaitAssignment(caller, request) {
      const runner = runnerOf(request.bountyId)
      if (runner === undefined) return assignmentOfEnded(parts, request.bountyId)
      const look = () => assignmentFor(runner, caller, request)
      await runner.wait(() => look() !== undefined, Math.min(request.waitMs, longestWaitMs))
      const assignment = look()
      if (assignment === undefined) return refused('not-yet', 'no round is open for the caller; ask again')
      runner.desk()?.touch(caller.organisation)
      return granted(assignment)
    },
    async reportProgress(caller, { attempt, stage, permille }) {
      const found = seat(caller, attempt)
      if ('kind' in found) return found
      found.desk.report(caller.organisation, stage, Math.min(permille, 1000))
      return granted(nothing)
    },
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
        const ref = runner.desk()?.ref
        return ref?.round === attempt.round && ref.attempt === attempt.attempt
      }
      await runner.wait(() => !isCurrent(), Math.min(waitMs, longestWaitMs))
      return outcomeOf(parts, caller, attempt)
    },
  }
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
  { afterRound, afterAttempt }: AwaitAssignmentRequest,
): Assignment | undefined {
  if (runner.state() !== 'open' && runner.state() !== 'running') return { finished: true }
  const desk = runner.desk()
  if (desk === undefined) return undefined
  const { round, attempt } = desk.ref
  const isNew = round > afterRound + 1 || (round === afterRound + 1 && attempt > afterAttempt)
  const isOpen = desk.state().phase === 'advertising'
  const isMember = desk.cohort.some(({ organisation }) => organisation === caller.organisation)
  if (!isNew || !isOpen || !isMember) return undefined
  const { parameters, modelHash, registry } = desk.state().context
  return {
    finished: false,
    attempt: desk.ref,
    parameters,
    modelHash,
    modelBlob: desk.modelBlob,
    registryVersion: registry.version,
    registryRoot: registry.root,
    deadlineMs: desk.deadlineMs(),
  }
}

/** Takes the packed bytes to disk while hashing; the header counts only once the bytes are checked and durable. */
async function openInputSink(
  parts: Parts,
  found: Refusal | { desk: AttemptDesk; member: CohortMember },
  { header }: MaskedInputOpening,
): Promise<Answer<UploadSink<MaskedInputReceipt>>> {
  if ('kind' in found) return found
  const { desk, member } = found
  const state = desk.state()
  const index = indexOf(state, member.identityKey)
  if (index === undefined)
    return refused('not-a-member', `${member.organisation} is not in this attempt's roster`)
  const vetted = secureServer.receiveMaskedInputHeader(state, index, header)
  if (vetted.kind === 'rejected') return refusalOf(vetted, () => member.organisation)
  const check = secureServer.openInputCheck(header, index)
  const writer = await parts.inputs.openWriter(desk.ref, member.organisation, header.inputHash)
  return granted({
    async write(data) {
      desk.touch(member.organisation)
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
  const stored = JSON.parse(row.outcome) as Record<
    'sessionId' | 'survivors' | 'sumHash' | 'transcriptHash' | 'signature',
    string
  >
  const result = {
    sessionId: fromHex(stored.sessionId),
    survivors: fromHex(stored.survivors),
    sumHash: fromHex(stored.sumHash),
    transcriptHash: fromHex(stored.transcriptHash),
    signature: fromHex(stored.signature),
  }
  return granted({
    completed: true,
    attempt,
    result,
    receipt: await receiptFor(parts, caller, Number(row.leaf_index)),
  })
}

async function receiptFor(parts: Parts, caller: Caller, leafIndex: number): Promise<Uint8Array> {
  const { receipt, body } = await parts.storage.transaction(async tx => ({
    receipt: await parts.log.receiptFor(tx, leafIndex),
    body: (await parts.log.leaves(tx, leafIndex, 1))[0]!.body,
  }))
  const leaf = JSON.parse(Buffer.from(body).toString()) as RoundLeaf
  if (!leaf.survivors.some(({ organisation }) => organisation === caller.organisation))
    return new Uint8Array()
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
