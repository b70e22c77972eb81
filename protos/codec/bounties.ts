import {
  maximumBlobBytes,
  maximumChunkBytes,
  maximumDeclines,
  maximumEntries,
  maximumNameCharacters,
  maximumSealedBytes,
  maximumSentenceCharacters,
  maximumTermsBytes,
  maximumWaitMs,
} from '../limits.ts'
import { type HoldersEvaluation, type MetricFigure, metricNames, type RoundFigure } from '../metrics.ts'
import * as t from '../types.ts'
import {
  amount,
  bytes,
  bytesOrNone,
  bytesUpTo,
  count,
  enumeration,
  type Field,
  finiteNumber,
  flag,
  id,
  idOrNone,
  list,
  natural,
  natural64,
  someBytesUpTo,
  text,
  wordOf,
} from './fields.ts'
import { fromField, type MessageCodec, message, messageWithOptionals } from './message.ts'
import { type UploadPart, uploadPartField } from './upload-part.ts'
import type * as wire from './wire.ts'

const hash = bytes(32)
const name = text(maximumNameCharacters)
const sentence = text(maximumSentenceCharacters)
const size = natural(maximumBlobBytes)

/** What a blob will be, told before its bytes. */
export interface BlobHeader {
  readonly sha256: Uint8Array
  readonly size: number
}

const blobHeader = message<BlobHeader, wire.BlobHeader>('BlobHeader', { sha256: hash, size })

/** One message of an upload of a blob. */
export const blobPartCodec: MessageCodec<UploadPart<BlobHeader>> = fromField(
  'BlobPart',
  uploadPartField(blobHeader),
)

/** One message of a download. */
export interface BlobChunk {
  readonly data: Uint8Array
}
export const blobChunkCodec = message<BlobChunk, wire.BlobChunk>('BlobChunk', {
  data: bytesUpTo(maximumChunkBytes),
})

export const blobReceiptCodec = message<t.BlobReceipt, wire.BlobReceipt>('BlobReceipt', {
  sha256: hash,
  size,
})

const contentKeyBoxBytes = 80

export const deliveryRequestCodec = message<t.DeliveryRequest, wire.DeliveryRequest>('DeliveryRequest', {
  bountyId: id,
  boxKey: bytes(32),
})
export const deliveryCodec = message<t.Delivery, wire.Delivery>('Delivery', {
  modelBlob: hash,
  modelHash: hash,
  sealedSha256: hash,
  sealedSize: natural(maximumSealedBytes),
  sealedKey: bytes(contentKeyBoxBytes),
})

export const blobRequestCodec = message<t.BlobRequest, wire.BlobRequest>('BlobRequest', { sha256: hash })

export const postBountyRequestCodec = message<t.PostBountyRequest, wire.PostBountyRequest>(
  'PostBountyRequest',
  { terms: someBytesUpTo(maximumTermsBytes), nonce: bytes(16), signature: bytes(64), draft: flag },
)

const bountySearch = message<t.BountySearch, wire.BountySearch>('BountySearch', {
  text: name,
  metric: wordOf(['', ...metricNames]),
  maximumEpsilon: finiteNumber,
  minimumRoundPayUnits: amount,
  order: enumeration(t.bountyOrders),
})

export const listBountiesRequestCodec = messageWithOptionals<t.ListBountiesRequest, wire.ListBountiesRequest>(
  'ListBountiesRequest',
  {
    states: list(enumeration(t.bountyStates), t.bountyStates.length),
    modelFamily: name,
    minimumPriceUnits: amount,
    limit: count(maximumEntries),
    after: idOrNone,
    search: bountySearch,
  },
  ['search'],
)

export const bountyRequestCodec = message<t.BountyRequest, wire.BountyRequest>('BountyRequest', {
  bountyId: id,
})

export const cancelBountyRequestCodec = message<t.CancelBountyRequest, wire.CancelBountyRequest>(
  'CancelBountyRequest',
  { bountyId: id, signature: bytes(64) },
)

const dropout = message<t.Dropout, wire.Dropout>('Dropout', {
  organisation: name,
  stage: name,
  reason: sentence,
})

const pay = message<t.Pay, wire.Pay>('Pay', {
  organisation: name,
  weight: natural64,
  amountUnits: amount,
})

const roundGroup = message<t.RoundGroup, wire.RoundGroup>('RoundGroup', {
  group: count(),
  survivors: list(name, maximumEntries),
  reason: sentence,
})

const metricFigure = message<MetricFigure, wire.MetricFigure>('MetricFigure', {
  metric: wordOf(metricNames),
  value: finiteNumber,
  low: finiteNumber,
  high: finiteNumber,
})

const metricList = list(metricFigure, metricNames.length)

const buyerEvaluation = message<t.BuyerEvaluation, wire.BuyerEvaluation>('BuyerEvaluation', {
  state: enumeration(t.evaluationStates),
  deadlineMs: natural(),
  signature: bytesOrNone(64),
})

const countedFigure = messageWithOptionals<RoundFigure, wire.CountedFigure>('CountedFigure', {
  metric: wordOf(metricNames),
  value: finiteNumber,
  low: finiteNumber,
  high: finiteNumber,
})

const holdersEvaluation = message<HoldersEvaluation, wire.HoldersEvaluation>('HoldersEvaluation', {
  examples: natural(),
  metrics: list(countedFigure, metricNames.length),
})

const roundSummary = messageWithOptionals<t.RoundSummary, wire.RoundSummary>('RoundSummary', {
  round: count(),
  attempt: count(),
  state: enumeration(t.roundStates),
  survivors: list(name, maximumEntries),
  dropouts: list(dropout, maximumEntries),
  correct: natural(),
  total: natural(),
  modelHash: bytesOrNone(32),
  uploadBytes: natural(),
  startedAtMs: natural(),
  finishedAtMs: natural(),
  pays: list(pay, maximumEntries),
  feeUnits: amount,
  transcriptHash: bytesOrNone(32),
  groups: list(roundGroup, maximumEntries),
  metrics: metricList,
  holders: holdersEvaluation,
  buyerEvaluation,
  clipNorm: finiteNumber,
})

export const participationCodec = message<t.Participation, wire.Participation>('Participation', {
  organisation: name,
  examples: natural(),
  datasetRoot: hash,
  joinedAtMs: natural(),
  left: flag,
  identityKey: bytes(32),
})

const declineReason = enumeration(t.declineReasons)

export const declineBountyRequestCodec = message<t.DeclineBountyRequest, wire.DeclineBountyRequest>(
  'DeclineBountyRequest',
  { bountyId: id, reason: declineReason },
)

export const declineCodec = message<t.Decline, wire.Decline>('Decline', {
  organisation: name,
  reason: declineReason,
  round: count(),
  atMs: natural(),
})

export const bountyCodec = message<t.Bounty, wire.Bounty>('Bounty', {
  bountyId: id,
  buyer: name,
  terms: someBytesUpTo(maximumTermsBytes),
  state: enumeration(t.bountyStates),
  accepted: flag,
  postedAtMs: natural(),
  participants: list(participationCodec, maximumEntries),
  rounds: list(roundSummary, maximumEntries),
  modelBlob: bytesOrNone(32),
  escrowedUnits: amount,
  paidUnits: amount,
  feeUnits: amount,
  refundedUnits: amount,
  reason: sentence,
  buyerKey: bytes(32),
  signature: bytes(64),
  nonce: bytes(16),
  declines: list(declineCodec, maximumDeclines),
})

export const joinBountyRequestCodec = message<t.JoinBountyRequest, wire.JoinBountyRequest>(
  'JoinBountyRequest',
  { bountyId: id, examples: natural(), datasetRoot: hash, signature: bytes(64) },
)

export const awaitEvaluationRequestCodec = message<t.AwaitEvaluationRequest, wire.AwaitEvaluationRequest>(
  'AwaitEvaluationRequest',
  { bountyId: id, afterRound: count(), waitMs: count(maximumWaitMs) },
)

type OpenTask = Extract<t.EvaluationTask, { finished: false }>

const openTask = message<OpenTask & { finished: false }, wire.EvaluationTask>('EvaluationTask', {
  round: count(),
  modelBlob: hash,
  modelHash: hash,
  deadlineMs: natural(),
  finished: flag as Field<false>,
})

/** A round to evaluate, or the word that none will follow, with every other field empty. */
export const evaluationTaskCodec: MessageCodec<t.EvaluationTask> = fromField('EvaluationTask', {
  toWire: value => (value.finished ? { finished: true } : openTask.toWire(value)),
  fromWire: value =>
    (value as { finished: boolean }).finished ? { finished: true } : openTask.fromWire(value),
})

export const submitEvaluationRequestCodec = message<t.SubmitEvaluationRequest, wire.SubmitEvaluationRequest>(
  'SubmitEvaluationRequest',
  {
    bountyId: id,
    round: count(),
    modelHash: hash,
    examples: natural(),
    correct: natural(),
    metrics: metricList,
    signature: bytes(64),
  },
)

export const bountyListCodec = message<t.BountyList, wire.BountyList>('BountyList', {
  bounties: list(bountyCodec, maximumEntries),
})
