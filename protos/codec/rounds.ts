import type { AggregateResult } from '../../aggregation/index.ts'
import {
  maximumDocumentBytes,
  maximumNameCharacters,
  maximumSentenceCharacters,
  maximumWaitMs,
} from '../limits.ts'
import type * as t from '../types.ts'
import {
  bytes,
  bytesUpTo,
  count,
  type Field,
  FieldFault,
  finiteNumber,
  flag,
  id,
  natural,
  text,
} from './fields.ts'
import {
  converted,
  fromField,
  type MessageCodec,
  message,
  messageWithOptionals,
  optional,
} from './message.ts'
import {
  advertisementCodec,
  aggregateResultCodec,
  aggregationParametersCodec,
  complaintCodec,
  keySharesCodec,
  maskedInputHeaderCodec,
  seedCommitmentCodec,
  seedRevealCodec,
  survivorSignatureCodec,
  unmaskingCodec,
} from './secure.ts'
import { type UploadPart, uploadPartField } from './upload-part.ts'
import type * as wire from './wire.ts'

const name = text(maximumNameCharacters)
const waitMs = count(maximumWaitMs)

export const attemptRefCodec = message<t.AttemptRef, wire.AttemptRef>('AttemptRef', {
  bountyId: id,
  round: count(),
  attempt: count(),
  group: count(),
})

export const awaitAssignmentRequestCodec = message<t.AwaitAssignmentRequest, wire.AwaitAssignmentRequest>(
  'AwaitAssignmentRequest',
  { bountyId: id, nextRound: count(), afterAttempt: count(), waitMs },
)

export const awaitRequestCodec = message<t.AwaitRequest, wire.AwaitRequest>('AwaitRequest', {
  attempt: attemptRefCodec,
  waitMs,
})

type OpenAssignment = Extract<t.Assignment, { finished: false }>

const openAssignment = messageWithOptionals<OpenAssignment & { finished: false }, wire.Assignment>(
  'Assignment',
  {
    attempt: attemptRefCodec,
    parameters: aggregationParametersCodec,
    modelHash: bytes(32),
    modelBlob: bytes(32),
    registryVersion: natural(),
    registryRoot: bytes(32),
    deadlineMs: natural(),
    finished: flag as Field<false>,
    clipNorm: finiteNumber,
  },
  ['clipNorm'],
)

/** An assignment, or the word that no round will follow, with every other field empty. */
export const assignmentCodec: MessageCodec<t.Assignment> = fromField('Assignment', {
  toWire: value => (value.finished ? { finished: true } : openAssignment.toWire(value)),
  fromWire: value =>
    (value as { finished: boolean }).finished ? { finished: true } : openAssignment.fromWire(value),
})

export const progressCodec = message<t.Progress, wire.Progress>('Progress', {
  attempt: attemptRefCodec,
  stage: name,
  permille: count(1000),
})

export const commitSeedRequestCodec = message<t.CommitSeedRequest, wire.CommitSeedRequest>(
  'CommitSeedRequest',
  { attempt: attemptRefCodec, seedCommitment: seedCommitmentCodec },
)

export const revealSeedRequestCodec = message<t.RevealSeedRequest, wire.RevealSeedRequest>(
  'RevealSeedRequest',
  { attempt: attemptRefCodec, seedReveal: seedRevealCodec },
)

export const advertiseRequestCodec = message<t.AdvertiseRequest, wire.AdvertiseRequest>('AdvertiseRequest', {
  attempt: attemptRefCodec,
  advertisement: advertisementCodec,
})

export const shareKeysRequestCodec = message<t.ShareKeysRequest, wire.ShareKeysRequest>('ShareKeysRequest', {
  attempt: attemptRefCodec,
  keyShares: keySharesCodec,
})

export const complainRequestCodec = message<t.ComplainRequest, wire.ComplainRequest>('ComplainRequest', {
  attempt: attemptRefCodec,
  complaint: complaintCodec,
})

export const maskedInputOpeningCodec = message<t.MaskedInputOpening, wire.MaskedInputOpening>(
  'MaskedInputOpening',
  { attempt: attemptRefCodec, header: maskedInputHeaderCodec },
)

/** One message of an upload of a masked input. */
export const maskedInputPartCodec: MessageCodec<UploadPart<t.MaskedInputOpening>> = fromField(
  'MaskedInputPart',
  uploadPartField(maskedInputOpeningCodec),
)

export const signSurvivorsRequestCodec = message<t.SignSurvivorsRequest, wire.SignSurvivorsRequest>(
  'SignSurvivorsRequest',
  { attempt: attemptRefCodec, survivorSignature: survivorSignatureCodec },
)

export const unmaskRequestCodec = message<t.UnmaskRequest, wire.UnmaskRequest>('UnmaskRequest', {
  attempt: attemptRefCodec,
  unmasking: unmaskingCodec,
})

interface FlatOutcome {
  readonly attempt: t.AttemptRef
  readonly completed: boolean
  readonly reason: string
  readonly culprit: string
  readonly result: AggregateResult | undefined
  readonly receipt: Uint8Array
}

const flatOutcome = fromField<FlatOutcome>(
  'RoundOutcome',
  message<{ [Name in keyof FlatOutcome]: FlatOutcome[Name] }, wire.RoundOutcome>('RoundOutcome', {
    attempt: attemptRefCodec,
    completed: flag,
    reason: text(maximumSentenceCharacters),
    culprit: name,
    result: optional(aggregateResultCodec) as Field<AggregateResult>,
    receipt: bytesUpTo(maximumDocumentBytes),
  }),
)

export const roundOutcomeCodec: MessageCodec<t.RoundOutcome> = converted('RoundOutcome', flatOutcome, {
  toCarrier: value =>
    value.completed
      ? { ...value, reason: '', culprit: '' }
      : { ...value, result: undefined, receipt: new Uint8Array() },
  fromCarrier: ({ attempt, completed, reason, culprit, result, receipt }) => {
    if (!completed) return { completed, attempt, reason, culprit }
    if (result === undefined) throw new FieldFault('is missing from a completed round', 'result')
    return { completed, attempt, result, receipt }
  },
})
