/**
 * The operations, one row each: where it is called, what travels, who may. Both edges of gRPC, the in-process form
 * and the door read this table; nothing about an operation is written anywhere else.
 */
import type { MaskedInputReceipt } from '../aggregation/index.ts'
import type { Codec, UploadChunk, UploadPart } from './codec/index.ts'
import * as codec from './codec/index.ts'
import type { ParleyEvent } from './events.ts'
import {
  groupRequestBytes,
  maximumChunkBytes,
  maximumDocumentBytes,
  maximumTermsBytes,
  smallRequestBytes,
} from './limits.ts'
import type { RequestOf, ResponseOf, UnaryName } from './service.ts'
import type * as t from './types.ts'

/** Who may call: any of these roles, or whoever holds a key, enrolled or not. */
export type AllowedRoles = readonly t.Role[] | 'anyone'

interface OperationCommon {
  /** `/parley.v1.Service/Method` */
  readonly path: string
  readonly roles: AllowedRoles
  /** Whether it changes anything: refused when the memory of nonces cannot be kept. */
  readonly changesState: boolean
  /** Bytes of the largest request message. */
  readonly maximumRequestBytes: number
}

export interface UnaryOperation<Request, Response> extends OperationCommon {
  readonly kind: 'unary'
  readonly request: Codec<Request>
  readonly response: Codec<Response>
}

/** A stream up: an opening, which is signed, then chunks. */
export interface UploadOperation<Opening, Response> extends OperationCommon {
  readonly kind: 'upload'
  readonly request: Codec<UploadPart<Opening>>
  readonly response: Codec<Response>
  /** Whether the chunks carry their numbers. */
  readonly numbered: boolean
  /** Bytes of data that the opening announces. */
  readonly announcedBytes: (opening: Opening) => number
}

/** A stream of bytes down. */
export interface DownloadOperation<Request> extends OperationCommon {
  readonly kind: 'download'
  readonly request: Codec<Request>
  readonly response: Codec<UploadPart<codec.BlobHeader>>
}

/** A stream of things down, until the caller goes. */
export interface WatchOperation<Request, Item> extends OperationCommon {
  readonly kind: 'watch'
  readonly request: Codec<Request>
  readonly response: Codec<Item>
}

export type Operations = {
  readonly [K in UnaryName]: UnaryOperation<RequestOf<K>, ResponseOf<K>>
} & {
  readonly uploadBlob: UploadOperation<codec.BlobHeader, t.BlobReceipt>
  readonly submitMaskedInput: UploadOperation<t.MaskedInputOpening, MaskedInputReceipt>
  readonly downloadBlob: DownloadOperation<t.BlobRequest>
  readonly watch: WatchOperation<t.WatchRequest, ParleyEvent>
}
export type OperationName = keyof Operations

const everyone = ['operator', 'buyer', 'holder', 'evaluator'] as const
const operator = ['operator'] as const
const buyer = ['buyer'] as const
const holder = ['holder'] as const
/** A holder may be the evaluator of bounties that it takes no part in. */
const evaluator = ['evaluator', 'holder'] as const

interface Traits {
  readonly roles: AllowedRoles
  readonly changesState?: true
  readonly maximumRequestBytes?: number
}

function common(path: string, traits: Traits): OperationCommon {
  return {
    path: `/parley.v1.${path}`,
    roles: traits.roles,
    changesState: traits.changesState ?? false,
    maximumRequestBytes: traits.maximumRequestBytes ?? smallRequestBytes,
  }
}

function unary<Request, Response>(
  path: string,
  request: Codec<Request>,
  response: Codec<Response>,
  traits: Traits,
): UnaryOperation<Request, Response> {
  return { kind: 'unary', ...common(path, traits), request, response }
}

const reading = { roles: everyone } as const
const step = { roles: holder, changesState: true } as const
const waiting = { roles: holder } as const
const party = { roles: ['buyer', 'holder'], changesState: true } as const
const bringing = { roles: everyone, changesState: true } as const
// A group's worth of shares, and a chunk with the few bytes around it.
const groupStep = { ...step, maximumRequestBytes: groupRequestBytes } as const
const chunkBytes = maximumChunkBytes + 1024

export const operations: Operations = {
  describe: unary('Enrolment/Describe', codec.emptyCodec, codec.coordinatorDescriptionCodec, {
    roles: 'anyone',
  }),
  invite: unary('Enrolment/Invite', codec.inviteRequestCodec, codec.invitationCodec, {
    roles: operator,
    changesState: true,
  }),
  enrol: unary('Enrolment/Enrol', codec.enrolRequestCodec, codec.memberCodec, {
    roles: 'anyone',
    changesState: true,
  }),
  getRegistry: unary('Enrolment/GetRegistry', codec.emptyCodec, codec.registryCodec, reading),

  listKeys: unary('Keys/ListKeys', codec.keysRequestCodec, codec.keyListCodec, reading),
  rotateKey: unary('Keys/RotateKey', codec.rotateKeyRequestCodec, codec.memberKeyCodec, bringing),
  rollBackKey: unary('Keys/RollBackKey', codec.keyRequestCodec, codec.memberKeyCodec, bringing),
  retireKey: unary('Keys/RetireKey', codec.retireKeyRequestCodec, codec.memberKeyCodec, bringing),
  revokeKey: unary('Keys/RevokeKey', codec.revokeKeyRequestCodec, codec.memberKeyCodec, bringing),

  uploadBlob: {
    kind: 'upload',
    ...common('Bounties/UploadBlob', { roles: buyer, changesState: true, maximumRequestBytes: chunkBytes }),
    request: codec.blobPartCodec,
    response: codec.blobReceiptCodec,
    numbered: false,
    announcedBytes: header => header.size,
  },
  downloadBlob: {
    kind: 'download',
    ...common('Bounties/DownloadBlob', reading),
    request: codec.blobRequestCodec,
    response: codec.blobPartCodec,
  },
  getDelivery: unary('Bounties/GetDelivery', codec.deliveryRequestCodec, codec.deliveryCodec, {
    roles: buyer,
  }),
  postBounty: unary('Bounties/PostBounty', codec.postBountyRequestCodec, codec.bountyCodec, {
    roles: buyer,
    changesState: true,
    maximumRequestBytes: maximumTermsBytes + 1024,
  }),
  listBounties: unary(
    'Bounties/ListBounties',
    codec.listBountiesRequestCodec,
    codec.bountyListCodec,
    reading,
  ),
  getBounty: unary('Bounties/GetBounty', codec.bountyRequestCodec, codec.bountyCodec, reading),
  cancelBounty: unary('Bounties/CancelBounty', codec.cancelBountyRequestCodec, codec.bountyCodec, {
    roles: buyer,
    changesState: true,
  }),
  joinBounty: unary('Bounties/JoinBounty', codec.joinBountyRequestCodec, codec.participationCodec, step),
  leaveBounty: unary('Bounties/LeaveBounty', codec.bountyRequestCodec, codec.participationCodec, step),
  declineBounty: unary('Bounties/DeclineBounty', codec.declineBountyRequestCodec, codec.declineCodec, step),
  awaitEvaluation: unary(
    'Bounties/AwaitEvaluation',
    codec.awaitEvaluationRequestCodec,
    codec.evaluationTaskCodec,
    { roles: buyer },
  ),
  submitEvaluation: unary('Bounties/SubmitEvaluation', codec.submitEvaluationRequestCodec, codec.emptyCodec, {
    roles: buyer,
    changesState: true,
  }),

  fundBounty: unary('Market/FundBounty', codec.bountyRequestCodec, codec.bountyCodec, {
    roles: buyer,
    changesState: true,
  }),
  dispute: unary('Market/Dispute', codec.disputeRequestCodec, codec.marketViewCodec, party),
  addEvidence: unary('Market/AddEvidence', codec.evidenceRequestCodec, codec.marketViewCodec, party),
  appeal: unary('Market/Appeal', codec.evidenceRequestCodec, codec.marketViewCodec, party),
  rule: unary('Market/Rule', codec.rulingRequestCodec, codec.marketViewCodec, bringing),
  proveFault: unary('Market/ProveFault', codec.faultRequestCodec, codec.marketViewCodec, {
    ...bringing,
    maximumRequestBytes: maximumDocumentBytes,
  }),
  releaseVested: unary('Market/ReleaseVested', codec.bountyRequestCodec, codec.marketViewCodec, step),
  getMarket: unary('Market/GetMarket', codec.bountyRequestCodec, codec.marketViewCodec, reading),
  getMarketLog: unary('Market/GetMarketLog', codec.marketLogRequestCodec, codec.marketLogCodec, reading),
  joinAsEvaluator: unary('Market/JoinAsEvaluator', codec.evaluatorRequestCodec, codec.marketViewCodec, {
    roles: evaluator,
    changesState: true,
  }),
  awaitScoring: unary('Market/AwaitScoring', codec.scoringRequestCodec, codec.scoringTasksCodec, {
    roles: evaluator,
  }),
  commitUtilities: unary('Market/CommitUtilities', codec.commitmentRequestCodec, codec.marketViewCodec, {
    roles: evaluator,
    changesState: true,
  }),
  revealUtilities: unary('Market/RevealUtilities', codec.revealRequestCodec, codec.marketViewCodec, {
    roles: evaluator,
    changesState: true,
    maximumRequestBytes: maximumDocumentBytes,
  }),
  getLineageSignature: unary(
    'Market/GetLineageSignature',
    codec.bountyRequestCodec,
    codec.lineageSignatureCodec,
    reading,
  ),

  awaitAssignment: unary(
    'Rounds/AwaitAssignment',
    codec.awaitAssignmentRequestCodec,
    codec.assignmentCodec,
    waiting,
  ),
  reportProgress: unary('Rounds/ReportProgress', codec.progressCodec, codec.emptyCodec, step),
  commitSeed: unary('Rounds/CommitSeed', codec.commitSeedRequestCodec, codec.emptyCodec, step),
  awaitCohort: unary('Rounds/AwaitCohort', codec.awaitRequestCodec, codec.committedCohortCodec, waiting),
  revealSeed: unary('Rounds/RevealSeed', codec.revealSeedRequestCodec, codec.emptyCodec, step),
  awaitPartition: unary('Rounds/AwaitPartition', codec.awaitRequestCodec, codec.revealedSeedsCodec, waiting),
  advertise: unary('Rounds/Advertise', codec.advertiseRequestCodec, codec.emptyCodec, step),
  awaitRoster: unary('Rounds/AwaitRoster', codec.awaitRequestCodec, codec.rosterCodec, waiting),
  shareKeys: unary('Rounds/ShareKeys', codec.shareKeysRequestCodec, codec.emptyCodec, groupStep),
  awaitInbox: unary('Rounds/AwaitInbox', codec.awaitRequestCodec, codec.inboxCodec, waiting),
  complain: unary('Rounds/Complain', codec.complainRequestCodec, codec.emptyCodec, step),
  submitMaskedInput: {
    kind: 'upload',
    ...common('Rounds/SubmitMaskedInput', { ...step, maximumRequestBytes: chunkBytes }),
    request: codec.maskedInputPartCodec,
    response: codec.maskedInputReceiptCodec,
    numbered: true,
    announcedBytes: opening => opening.header.totalBytes,
  },
  awaitSurvivors: unary('Rounds/AwaitSurvivors', codec.awaitRequestCodec, codec.survivorSetCodec, waiting),
  signSurvivors: unary('Rounds/SignSurvivors', codec.signSurvivorsRequestCodec, codec.emptyCodec, step),
  awaitCertificate: unary(
    'Rounds/AwaitCertificate',
    codec.awaitRequestCodec,
    codec.certificateCodec,
    waiting,
  ),
  unmask: unary('Rounds/Unmask', codec.unmaskRequestCodec, codec.emptyCodec, groupStep),
  awaitOutcome: unary('Rounds/AwaitOutcome', codec.awaitRequestCodec, codec.roundOutcomeCodec, waiting),

  getBalances: unary('Ledger/GetBalances', codec.balancesRequestCodec, codec.balancesCodec, reading),
  getStatement: unary('Ledger/GetStatement', codec.statementRequestCodec, codec.statementCodec, reading),
  audit: unary('Ledger/Audit', codec.emptyCodec, codec.auditReportCodec, reading),
  deposit: unary('Ledger/Deposit', codec.depositRequestCodec, codec.balancesCodec, {
    roles: operator,
    changesState: true,
  }),

  getCheckpoint: unary('Log/GetCheckpoint', codec.checkpointRequestCodec, codec.checkpointCodec, reading),
  getLeaves: unary('Log/GetLeaves', codec.leavesRequestCodec, codec.leavesCodec, reading),
  getInclusionProof: unary('Log/GetInclusionProof', codec.inclusionRequestCodec, codec.proofCodec, reading),
  getConsistencyProof: unary(
    'Log/GetConsistencyProof',
    codec.consistencyRequestCodec,
    codec.proofCodec,
    reading,
  ),

  watch: {
    kind: 'watch',
    ...common('Events/Watch', reading),
    request: codec.watchRequestCodec,
    response: codec.eventCodec,
  },
}

/** The names of all operations, in the order of the table. */
export const operationNames = Object.keys(operations) as readonly OperationName[]

/** The names of the operations with one request and one response. */
export const unaryNames = operationNames.filter(
  (name): name is UnaryName => operations[name].kind === 'unary',
)

/** Whether a role is among those that may call. */
export function mayCall(name: OperationName, role: t.Role): boolean {
  const { roles } = operations[name]
  return roles === 'anyone' || roles.includes(role)
}

/** The chunk of an upload in the form that its operation sends it in. */
export function chunkOf(
  operation: { readonly numbered: boolean },
  sequence: number,
  data: Uint8Array,
): UploadChunk {
  return operation.numbered ? { sequence, data } : { data }
}
