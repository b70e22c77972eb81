import {
  maximumCoalitions,
  maximumDocumentBytes,
  maximumEntries,
  maximumNameCharacters,
  maximumTermsBytes,
} from '../limits.ts'
import * as t from '../types.ts'
import {
  amount,
  bytes,
  bytesOrNone,
  count,
  enumeration,
  finiteNumber,
  flag,
  id,
  list,
  natural,
  signedAmount,
  someBytesUpTo,
  text,
} from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const name = text(maximumNameCharacters)
const hash = bytes(32)
const signature = bytes(64)
/** Disputes of a bounty: of all holders, of the buyer, and about the target. */
const maximumDisputes = 512 + 16 + 1
/** Pieces of evidence in a dispute: of whom it concerns, of others, and of an appeal. */
const maximumEvidence = 3 * 8 + 40 + 1

const claim = message<t.DisputeClaim, wire.DisputeClaim>('DisputeClaim', {
  kind: enumeration(t.claimKinds),
  epoch: count(),
  holder: name,
  isMet: flag,
})

export const disputeRequestCodec = message<t.DisputeRequest, wire.DisputeRequest>('DisputeRequest', {
  bountyId: id,
  claim,
  evidence: hash,
  signature,
})

export const evidenceRequestCodec = message<t.EvidenceRequest, wire.EvidenceRequest>('EvidenceRequest', {
  bountyId: id,
  dispute: count(),
  evidence: hash,
  signature,
})

const arbiterSignature = message<t.ArbiterSignature, wire.ArbiterSignature>('ArbiterSignature', {
  key: bytes(32),
  signature,
})

export const rulingRequestCodec = message<t.RulingRequest, wire.RulingRequest>('RulingRequest', {
  bountyId: id,
  dispute: count(),
  isUpheld: flag,
  signatures: list(arbiterSignature, 15),
})

export const faultRequestCodec = message<t.FaultRequest, wire.FaultRequest>('FaultRequest', {
  bountyId: id,
  proof: someBytesUpTo(maximumDocumentBytes),
})

export const marketLogRequestCodec = message<t.MarketLogRequest, wire.MarketLogRequest>('MarketLogRequest', {
  bountyId: id,
  after: count(),
  limit: count(maximumEntries),
})

const leaf = message<t.Leaf, wire.MarketLeaf>('MarketLeaf', {
  index: natural(),
  body: someBytesUpTo(maximumDocumentBytes),
})

export const marketLogCodec = message<t.MarketLog, wire.MarketLog>('MarketLog', {
  leaves: list(leaf, maximumEntries),
  total: count(),
  terms: someBytesUpTo(maximumTermsBytes),
})

export const evaluatorRequestCodec = message<t.EvaluatorRequest, wire.EvaluatorRequest>('EvaluatorRequest', {
  bountyId: id,
  signature,
})

export const scoringRequestCodec = message<t.ScoringRequest, wire.ScoringRequest>('ScoringRequest', {
  bountyId: id,
  after: count(),
  waitMs: count(),
})

const scoringTask = message<t.ScoringTask, wire.ScoringTask>('ScoringTask', {
  round: count(),
  modelBlob: hash,
  clipNorm: finiteNumber,
})

export const scoringTasksCodec = message<t.ScoringTasks, wire.ScoringTasks>('ScoringTasks', {
  finished: flag,
  total: count(),
  tasks: list(scoringTask, maximumEntries),
})

export const commitmentRequestCodec = message<t.CommitmentRequest, wire.CommitmentRequest>(
  'CommitmentRequest',
  { bountyId: id, round: count(), commitment: hash, signature },
)

export const revealRequestCodec = message<t.RevealRequest, wire.RevealRequest>('RevealRequest', {
  bountyId: id,
  round: count(),
  salt: hash,
  utilities: list(signedAmount, maximumCoalitions),
})

export const lineageSignatureCodec = message<t.LineageSignature, wire.LineageSignature>('LineageSignature', {
  signature,
})

const epoch = message<t.EpochView, wire.EpochView>('EpochView', {
  epoch: count(),
  status: enumeration(t.epochStatuses),
  units: amount,
  dueUnits: amount,
  releaseAtMs: natural(),
})

const evidence = message<t.DisputeView['evidence'][number], wire.EvidenceView>('EvidenceView', {
  by: name,
  sha256: hash,
})

const dispute = message<t.DisputeView, wire.DisputeView>('DisputeView', {
  number: count(),
  by: name,
  claim,
  status: enumeration(t.disputeStatuses),
  isAppealed: flag,
  outcome: enumeration(t.disputeOutcomes),
  deadlineMs: natural(),
  evidence: list(evidence, maximumEvidence),
})

const holderMoney = message<t.HolderMoney, wire.HolderMoney>('HolderMoney', {
  holder: name,
  dueUnits: amount,
  heldBackUnits: amount,
  stakeUnits: amount,
})

export const marketViewCodec = message<t.MarketView, wire.MarketView>('MarketView', {
  bountyId: id,
  state: enumeration(t.bountyStates),
  escrowUnits: amount,
  bondUnits: amount,
  epochs: list(epoch, 100),
  disputes: list(dispute, maximumDisputes),
  holders: list(holderMoney, maximumEntries),
  finalAtMs: natural(),
  settlement: bytesOrNone(32),
})
