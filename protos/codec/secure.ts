/** The codecs of `fedsa/v1`: every byte string has the length that aggregation/secure/messages.ts gives it. */
import {
  type Advertisement,
  type AggregateResult,
  type AggregationParameters,
  type CentralNoise,
  type Certificate,
  type Complaint,
  complaintCodes,
  type DistributedNoise,
  type Inbox,
  type KeyShares,
  type MaskedInputHeader,
  type MaskedInputReceipt,
  type OpenedShare,
  type Parcel,
  type ProtocolMessages,
  type Roster,
  type RosterEntry,
  type ShareBox,
  type SurvivorSet,
  type SurvivorSignature,
  type secureDraw,
  type Unmasking,
  type Wire,
} from '../../aggregation/index.ts'
import { maximumGroupEntries, maximumPathEntries } from '../limits.ts'
import {
  bytes,
  count,
  enumeration,
  type Field,
  FieldFault,
  finiteNumber,
  list,
  natural,
  someBytesUpTo,
} from './fields.ts'
import { converted, type MessageCodec, message, optional } from './message.ts'
import type * as wire from './wire.ts'

const hash = bytes(32)
const key = bytes(32)
const sessionId = bytes(32)
const signature = bytes(64)
const bitmap = someBytesUpTo(maximumGroupEntries / 8)
const path = list(hash, maximumPathEntries)
const peer = count(0xffff)

export const seedCommitmentCodec = message<secureDraw.SeedCommitment, wire.SeedCommitment>('SeedCommitment', {
  drawContext: hash,
  identityKey: key,
  commitment: hash,
  signature,
})

const logHead = message<secureDraw.LogHead, wire.LogHead>('LogHead', { size: natural(), root: hash })

const cohortEntry = message<secureDraw.CohortEntry, wire.CohortEntry>('CohortEntry', {
  identityKey: key,
  commitment: hash,
})

export const committedCohortCodec = message<secureDraw.CommittedCohort, wire.CommittedCohort>(
  'CommittedCohort',
  { drawContext: hash, entries: list(cohortEntry, maximumGroupEntries), logHead, signature },
)

export const seedRevealCodec = message<secureDraw.SeedReveal, wire.SeedReveal>('SeedReveal', {
  drawContext: hash,
  seed: hash,
})

export const revealedSeedsCodec = message<secureDraw.RevealedSeeds, wire.RevealedSeeds>('RevealedSeeds', {
  drawContext: hash,
  seeds: list(hash, maximumGroupEntries),
  signature,
})

export const advertisementCodec = message<Advertisement, wire.Advertisement>('Advertisement', {
  context: hash,
  identityKey: key,
  channelKey: key,
  maskKey: key,
  nonce: bytes(32),
  signature,
})

const rosterEntry = message<RosterEntry, wire.RosterEntry>('RosterEntry', {
  index: peer,
  advertisement: advertisementCodec,
  path,
})

export const rosterCodec = message<Roster, wire.Roster>('Roster', {
  context: hash,
  size: peer,
  root: hash,
  entries: list(rosterEntry, maximumGroupEntries),
  signature,
})

const shareBox = message<ShareBox, wire.ShareBox>('ShareBox', {
  to: peer,
  nonce: bytes(24),
  ciphertext: bytes(148),
})

export const keySharesCodec = message<KeyShares, wire.KeyShares>('KeyShares', {
  sessionId,
  selfSeedCommitment: hash,
  shareRoot: hash,
  shareLeaves: list(hash, 2 * maximumGroupEntries),
  boxes: list(shareBox, maximumGroupEntries),
  signature,
})

const parcel = message<Parcel, wire.Parcel>('Parcel', {
  from: peer,
  selfSeedCommitment: hash,
  shareRoot: hash,
  boxesRoot: hash,
  signature,
  box: shareBox,
  selfSharePath: path,
  keySharePath: path,
})

export const inboxCodec = message<Inbox, wire.Inbox>('Inbox', {
  sessionId,
  sharers: bitmap,
  parcels: list(parcel, maximumGroupEntries),
  signature,
})

export const complaintCodec = message<Complaint, wire.Complaint>('Complaint', {
  sessionId,
  from: peer,
  code: enumeration(complaintCodes),
  signature,
})

export const maskedInputHeaderCodec = message<MaskedInputHeader, wire.MaskedInputHeader>(
  'MaskedInputHeader',
  {
    sessionId,
    sharersHash: hash,
    dimension: count(0x7fff_ffff, 1),
    bits: count(32, 8),
    totalBytes: natural(),
    inputHash: hash,
    signature,
  },
)

export const maskedInputReceiptCodec = message<MaskedInputReceipt, wire.MaskedInputReceipt>(
  'MaskedInputReceipt',
  { sessionId, index: peer, inputHash: hash, signature },
)

export const survivorSetCodec = message<SurvivorSet, wire.SurvivorSet>('SurvivorSet', {
  sessionId,
  survivors: bitmap,
  inputsRoot: hash,
  path,
  signature,
})

export const survivorSignatureCodec = message<SurvivorSignature, wire.SurvivorSignature>(
  'SurvivorSignature',
  { sessionId, digest: hash, signature },
)

const indexedSignature = message<Certificate['signatures'][number], wire.IndexedSignature>(
  'IndexedSignature',
  { index: peer, signature },
)

export const certificateCodec = message<Certificate, wire.Certificate>('Certificate', {
  sessionId,
  survivors: bitmap,
  inputsRoot: hash,
  signatures: list(indexedSignature, maximumGroupEntries),
})

const openedShare = message<OpenedShare, wire.OpenedShare>('OpenedShare', {
  of: peer,
  share: bytes(32),
  salt: bytes(16),
})

export const unmaskingCodec = message<Unmasking, wire.Unmasking>('Unmasking', {
  sessionId,
  digest: hash,
  selfShares: list(openedShare, maximumGroupEntries),
  keyShares: list(openedShare, maximumGroupEntries),
  signature,
})

export const aggregateResultCodec = message<AggregateResult, wire.AggregateResult>('AggregateResult', {
  sessionId,
  survivors: bitmap,
  sumHash: hash,
  transcriptHash: hash,
  signature,
})

interface StageTimeouts {
  readonly advertiseMs: number
  readonly shareMs: number
  readonly inputMs: number
  readonly survivorsMs: number
  readonly unmaskMs: number
}

const stageTimeouts = message<StageTimeouts, wire.StageTimeouts>('StageTimeouts', {
  advertiseMs: count(),
  shareMs: count(),
  inputMs: count(),
  survivorsMs: count(),
  unmaskMs: count(),
})

/** The parameters as they lie in the message: a graph is its degree, and privacy is absent where it is `none`. */
interface FlatParameters
  extends Omit<AggregationParameters, 'suite' | 'graph' | 'privacy' | 'stageTimeoutsMs'> {
  readonly suite: number
  readonly privacy: DistributedNoise | undefined
  readonly centralNoise: Omit<CentralNoise, 'mechanism'> | undefined
  readonly graphDegree: number
  readonly dropoutPermille: number
  readonly stageTimeouts: StageTimeouts
}

const distributedNoise = message<DistributedNoise, wire.DistributedNoise>('DistributedNoise', {
  mechanism: enumeration(['skellam', 'discrete-gaussian']),
  gamma: finiteNumber,
  localStandardDeviation: finiteNumber,
  leastContributors: count(0xffff),
  beta: finiteNumber,
  clip: finiteNumber,
  dimension: count(0x7fff_ffff),
})

const centralNoise = message<Omit<CentralNoise, 'mechanism'>, wire.CentralNoise>('CentralNoise', {
  gamma: finiteNumber,
  standardDeviation: finiteNumber,
  beta: finiteNumber,
  clip: finiteNumber,
  dimension: count(0x7fff_ffff),
})

const flatParameters = message<FlatParameters, wire.AggregationParameters>('AggregationParameters', {
  suite: count(1, 1),
  minimumGroup: count(0xffff),
  colluders: count(0xffff),
  threshold: count(0xffff),
  dimension: count(0x7fff_ffff),
  bits: count(32, 8),
  bound: count(0x7fff_ffff),
  maximumGroup: count(0xffff),
  range: finiteNumber,
  weightMode: enumeration(['examples', 'equal']),
  maximumWeight: count(),
  graphDegree: count(0xffff),
  dropoutPermille: count(999),
  stageTimeouts,
  privacy: optional(distributedNoise) as Field<DistributedNoise>,
  centralNoise: optional(centralNoise) as Field<Omit<CentralNoise, 'mechanism'>>,
})

export const aggregationParametersCodec: MessageCodec<AggregationParameters> = converted(
  'AggregationParameters',
  flatParameters,
  { toCarrier: flattened, fromCarrier: unflattened },
)

function flattened(parameters: AggregationParameters): FlatParameters {
  const { graph, privacy, stageTimeoutsMs: timeouts, ...same } = parameters
  if (graph.kind === 'k-regular' && graph.dropoutPermille === 0)
    throw new FieldFault('must be above 0', 'graph.dropoutPermille')
  return {
    ...same,
    ...flatPrivacy(privacy),
    graphDegree: graph.kind === 'complete' ? 0 : graph.degree,
    dropoutPermille: graph.kind === 'complete' ? 0 : graph.dropoutPermille,
    stageTimeouts: {
      advertiseMs: timeouts.advertise,
      shareMs: timeouts.share,
      inputMs: timeouts.input,
      survivorsMs: timeouts.survivors,
      unmaskMs: timeouts.unmask,
    },
  }
}

function flatPrivacy(
  privacy: AggregationParameters['privacy'],
): Pick<FlatParameters, 'privacy' | 'centralNoise'> {
  if (privacy.mechanism === 'none') return { privacy: undefined, centralNoise: undefined }
  if (privacy.mechanism !== 'central') return { privacy, centralNoise: undefined }
  const { mechanism: _, ...noise } = privacy
  return { privacy: undefined, centralNoise: noise }
}

function privacyFrom(
  distributed: FlatParameters['privacy'],
  central: FlatParameters['centralNoise'],
): AggregationParameters['privacy'] {
  if (central === undefined) return distributed ?? { mechanism: 'none' }
  if (distributed !== undefined) throw new FieldFault('cannot go with privacy', 'centralNoise')
  return { mechanism: 'central', ...central }
}

function unflattened({
  suite: _,
  privacy,
  centralNoise: central,
  graphDegree,
  dropoutPermille,
  stageTimeouts: timeouts,
  ...same
}: FlatParameters): AggregationParameters {
  return {
    ...same,
    suite: 1,
    privacy: privacyFrom(privacy, central),
    graph: graphFrom(graphDegree, dropoutPermille),
    stageTimeoutsMs: {
      advertise: timeouts.advertiseMs,
      share: timeouts.shareMs,
      input: timeouts.inputMs,
      survivors: timeouts.survivorsMs,
      unmask: timeouts.unmaskMs,
    },
  }
}

/** No share of lost members is the complete graph, which has no degree of its own. */
function graphFrom(degree: number, dropoutPermille: number): AggregationParameters['graph'] {
  if (dropoutPermille > 0) return { kind: 'k-regular', degree, dropoutPermille }
  if (degree === 0) return { kind: 'complete' }
  throw new FieldFault('must be above 0 where graph_degree is', 'dropout_permille')
}

/** The codec of each message of the protocol, by the name the protocol knows it by. */
export const protocolCodecs: {
  readonly [Name in keyof ProtocolMessages]: MessageCodec<ProtocolMessages[Name]>
} = {
  advertisement: advertisementCodec,
  roster: rosterCodec,
  keyShares: keySharesCodec,
  inbox: inboxCodec,
  complaint: complaintCodec,
  maskedInputHeader: maskedInputHeaderCodec,
  maskedInputReceipt: maskedInputReceiptCodec,
  survivorSet: survivorSetCodec,
  survivorSignature: survivorSignatureCodec,
  certificate: certificateCodec,
  unmasking: unmaskingCodec,
  aggregateResult: aggregateResultCodec,
}

/** Carries every message of an attempt through its bytes; for the simulation of aggregation/secure. */
export const throughBytes: Wire = (name, value) => {
  const codec = protocolCodecs[name]
  return codec.decode(codec.encode(value))
}
