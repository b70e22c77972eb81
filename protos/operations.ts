/**
 * The operations, one row each: where it is called, what travels, who may. Both edges of gRPC, the in-process form
 * and the door read this table. Who may call, and what hangs on it, comes from the .proto files.
 */
import type { MaskedInputReceipt } from '../aggregation/index.ts'
import { type AllowedRoles, type Confirmation, readAccess, type Sensitivity } from './access.ts'
import type { Codec, UploadPart } from './codec/index.ts'
import * as codec from './codec/index.ts'
import type { ParleyEvent } from './events.ts'
import {
  groupRequestBytes,
  maximumChunkBytes,
  maximumDocumentBytes,
  maximumTermsBytes,
  smallRequestBytes,
} from './limits.ts'
import { protoServices } from './load.ts'
import { type Refusal, refused } from './reasons.ts'
import type { RequestOf, ResponseOf, UnaryName } from './service.ts'
import type * as t from './types.ts'

interface OperationCommon {
  /** `/parley.v1.Service/Method` */
  readonly path: string
  readonly roles: AllowedRoles
  readonly sensitivity: Sensitivity
  /** Whether it changes anything: refused when the memory of nonces cannot be kept. */
  readonly changesState: boolean
  /** Whether it is called in a session, under a sequence number of its own. */
  readonly needsSession: boolean
  /** What it needs beside a signature. */
  readonly confirmation: Confirmation
  /** Bytes of the largest request message. */
  readonly maximumRequestBytes: number
}

export interface UnaryOperation<Request, Response> extends OperationCommon {
  readonly kind: 'unary'
  readonly request: Codec<Request>
  readonly response: Codec<Response>
}

/** A stream up: an opening, chunks under a hash that runs over them, and an end; opening and end are signed. */
export interface UploadOperation<Opening, Response> extends OperationCommon {
  readonly kind: 'upload'
  readonly request: Codec<UploadPart<Opening>>
  readonly response: Codec<Response>
  /** Bytes of data that the opening announces. */
  readonly announcedBytes: (opening: Opening) => number
}

/** A stream of bytes down. */
export interface DownloadOperation<Request> extends OperationCommon {
  readonly kind: 'download'
  readonly request: Codec<Request>
  readonly response: Codec<codec.BlobChunk>
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

const access = readAccess(protoServices().values())

function common(method: string, maximumRequestBytes = smallRequestBytes): OperationCommon {
  const path = `/parley.v1.${method}`
  const found = access.get(path)
  if (found === undefined) throw new Error(`no .proto file declares the method ${path}`)
  const { roles, sensitivity, isOutsideSession, confirmation } = found
  const changesState = sensitivity !== 'read'
  // Who is not enrolled yet has no key that a session could be bound to.
  const needsSession = changesState && roles !== 'anyone' && !isOutsideSession
  return { path, roles, sensitivity, changesState, needsSession, confirmation, maximumRequestBytes }
}

function unary<Request, Response>(
  method: string,
  request: Codec<Request>,
  response: Codec<Response>,
  maximumRequestBytes?: number,
): UnaryOperation<Request, Response> {
  return { kind: 'unary', ...common(method, maximumRequestBytes), request, response }
}

// A chunk, with the few bytes around it.
const chunkBytes = maximumChunkBytes + 1024

export const operations: Operations = {
  describe: unary('Enrolment/Describe', codec.emptyCodec, codec.coordinatorDescriptionCodec),
  invite: unary('Enrolment/Invite', codec.inviteRequestCodec, codec.invitationCodec),
  enrol: unary('Enrolment/Enrol', codec.enrolRequestCodec, codec.memberCodec),
  getRegistry: unary('Enrolment/GetRegistry', codec.emptyCodec, codec.registryCodec),

  listKeys: unary('Keys/ListKeys', codec.keysRequestCodec, codec.keyListCodec),
  rotateKey: unary('Keys/RotateKey', codec.rotateKeyRequestCodec, codec.memberKeyCodec),
  rollBackKey: unary('Keys/RollBackKey', codec.keyRequestCodec, codec.memberKeyCodec),
  retireKey: unary('Keys/RetireKey', codec.retireKeyRequestCodec, codec.memberKeyCodec),
  revokeKey: unary('Keys/RevokeKey', codec.revokeKeyRequestCodec, codec.memberKeyCodec),

  getSessionChallenge: unary('Sessions/GetSessionChallenge', codec.emptyCodec, codec.sessionChallengeCodec),
  requestTransaction: unary(
    'Transactions/RequestTransaction',
    codec.transactionRequestCodec,
    codec.transactionCodec,
  ),
  approveTransaction: unary(
    'Transactions/ApproveTransaction',
    codec.approvalRequestCodec,
    codec.transactionCodec,
  ),
  listTransactions: unary('Transactions/ListTransactions', codec.emptyCodec, codec.transactionListCodec),
  addSecondFactor: unary('SecondFactors/AddSecondFactor', codec.codeRequestCodec, codec.secondFactorCodec),
  confirmSecondFactor: unary('SecondFactors/ConfirmSecondFactor', codec.codeRequestCodec, codec.emptyCodec),
  resetSecondFactor: unary('SecondFactors/ResetSecondFactor', codec.memberRequestCodec, codec.emptyCodec),

  beginSession: unary('Sessions/BeginSession', codec.beginSessionRequestCodec, codec.sessionCodec),
  addWebhook: unary('Webhooks/AddWebhook', codec.addWebhookRequestCodec, codec.webhookSecretCodec),
  listWebhooks: unary('Webhooks/ListWebhooks', codec.emptyCodec, codec.webhookListCodec),
  rotateWebhook: unary('Webhooks/RotateWebhook', codec.webhookRequestCodec, codec.webhookSecretCodec),
  removeWebhook: unary('Webhooks/RemoveWebhook', codec.webhookRequestCodec, codec.emptyCodec),
  testWebhook: unary('Webhooks/TestWebhook', codec.webhookRequestCodec, codec.webhookTrialCodec),

  issueApiKey: unary('ApiKeys/IssueApiKey', codec.issueApiKeyRequestCodec, codec.issuedApiKeyCodec),
  listApiKeys: unary('ApiKeys/ListApiKeys', codec.apiKeysRequestCodec, codec.apiKeyListCodec),
  revokeApiKey: unary('ApiKeys/RevokeApiKey', codec.revokeApiKeyRequestCodec, codec.apiKeyCodec),

  listInvitations: unary('Members/ListInvitations', codec.invitationsRequestCodec, codec.invitationListCodec),
  revokeMember: unary('Members/RevokeMember', codec.revokeMemberRequestCodec, codec.revokedMemberCodec),

  getRecovery: unary('Recovery/GetRecovery', codec.emptyCodec, codec.recoveryPolicyCodec),
  setRecovery: unary('Recovery/SetRecovery', codec.setRecoveryRequestCodec, codec.recoveryPolicyCodec),
  recoverKey: unary('Recovery/RecoverKey', codec.recoverKeyRequestCodec, codec.memberKeyCodec),

  uploadBlob: {
    kind: 'upload',
    ...common('Bounties/UploadBlob', chunkBytes),
    request: codec.blobPartCodec,
    response: codec.blobReceiptCodec,
    announcedBytes: header => header.size,
  },
  downloadBlob: {
    kind: 'download',
    ...common('Bounties/DownloadBlob'),
    request: codec.blobRequestCodec,
    response: codec.blobChunkCodec,
  },
  getDelivery: unary('Bounties/GetDelivery', codec.deliveryRequestCodec, codec.deliveryCodec),
  postBounty: unary(
    'Bounties/PostBounty',
    codec.postBountyRequestCodec,
    codec.bountyCodec,
    maximumTermsBytes + 1024,
  ),
  listBounties: unary('Bounties/ListBounties', codec.listBountiesRequestCodec, codec.bountyListCodec),
  getBounty: unary('Bounties/GetBounty', codec.bountyRequestCodec, codec.bountyCodec),
  cancelBounty: unary('Bounties/CancelBounty', codec.cancelBountyRequestCodec, codec.bountyCodec),
  joinBounty: unary('Bounties/JoinBounty', codec.joinBountyRequestCodec, codec.participationCodec),
  leaveBounty: unary('Bounties/LeaveBounty', codec.bountyRequestCodec, codec.participationCodec),
  declineBounty: unary('Bounties/DeclineBounty', codec.declineBountyRequestCodec, codec.declineCodec),
  awaitEvaluation: unary(
    'Bounties/AwaitEvaluation',
    codec.awaitEvaluationRequestCodec,
    codec.evaluationTaskCodec,
  ),
  submitEvaluation: unary('Bounties/SubmitEvaluation', codec.submitEvaluationRequestCodec, codec.emptyCodec),

  fundBounty: unary('Market/FundBounty', codec.bountyRequestCodec, codec.bountyCodec),
  dispute: unary('Market/Dispute', codec.disputeRequestCodec, codec.marketViewCodec),
  addEvidence: unary('Market/AddEvidence', codec.evidenceRequestCodec, codec.marketViewCodec),
  appeal: unary('Market/Appeal', codec.evidenceRequestCodec, codec.marketViewCodec),
  rule: unary('Market/Rule', codec.rulingRequestCodec, codec.marketViewCodec),
  proveFault: unary(
    'Market/ProveFault',
    codec.faultRequestCodec,
    codec.marketViewCodec,
    maximumDocumentBytes,
  ),
  releaseVested: unary('Market/ReleaseVested', codec.bountyRequestCodec, codec.marketViewCodec),
  getMarket: unary('Market/GetMarket', codec.bountyRequestCodec, codec.marketViewCodec),
  getMarketLog: unary('Market/GetMarketLog', codec.marketLogRequestCodec, codec.marketLogCodec),
  joinAsEvaluator: unary('Market/JoinAsEvaluator', codec.evaluatorRequestCodec, codec.marketViewCodec),
  awaitScoring: unary('Market/AwaitScoring', codec.scoringRequestCodec, codec.scoringTasksCodec),
  commitUtilities: unary('Market/CommitUtilities', codec.commitmentRequestCodec, codec.marketViewCodec),
  revealUtilities: unary(
    'Market/RevealUtilities',
    codec.revealRequestCodec,
    codec.marketViewCodec,
    maximumDocumentBytes,
  ),
  getLineageSignature: unary(
    'Market/GetLineageSignature',
    codec.bountyRequestCodec,
    codec.lineageSignatureCodec,
  ),

  awaitAssignment: unary('Rounds/AwaitAssignment', codec.awaitAssignmentRequestCodec, codec.assignmentCodec),
  reportProgress: unary('Rounds/ReportProgress', codec.progressCodec, codec.emptyCodec),
  commitSeed: unary('Rounds/CommitSeed', codec.commitSeedRequestCodec, codec.emptyCodec),
  awaitCohort: unary('Rounds/AwaitCohort', codec.awaitRequestCodec, codec.committedCohortCodec),
  revealSeed: unary('Rounds/RevealSeed', codec.revealSeedRequestCodec, codec.emptyCodec),
  awaitPartition: unary('Rounds/AwaitPartition', codec.awaitRequestCodec, codec.revealedSeedsCodec),
  advertise: unary('Rounds/Advertise', codec.advertiseRequestCodec, codec.emptyCodec),
  awaitRoster: unary('Rounds/AwaitRoster', codec.awaitRequestCodec, codec.rosterCodec),
  shareKeys: unary('Rounds/ShareKeys', codec.shareKeysRequestCodec, codec.emptyCodec, groupRequestBytes),
  awaitInbox: unary('Rounds/AwaitInbox', codec.awaitRequestCodec, codec.inboxCodec),
  complain: unary('Rounds/Complain', codec.complainRequestCodec, codec.emptyCodec),
  submitMaskedInput: {
    kind: 'upload',
    ...common('Rounds/SubmitMaskedInput', chunkBytes),
    request: codec.maskedInputPartCodec,
    response: codec.maskedInputReceiptCodec,
    announcedBytes: opening => opening.header.totalBytes,
  },
  awaitSurvivors: unary('Rounds/AwaitSurvivors', codec.awaitRequestCodec, codec.survivorSetCodec),
  signSurvivors: unary('Rounds/SignSurvivors', codec.signSurvivorsRequestCodec, codec.emptyCodec),
  awaitCertificate: unary('Rounds/AwaitCertificate', codec.awaitRequestCodec, codec.certificateCodec),
  unmask: unary('Rounds/Unmask', codec.unmaskRequestCodec, codec.emptyCodec, groupRequestBytes),
  awaitOutcome: unary('Rounds/AwaitOutcome', codec.awaitRequestCodec, codec.roundOutcomeCodec),

  getBalances: unary('Ledger/GetBalances', codec.balancesRequestCodec, codec.balancesCodec),
  getStatement: unary('Ledger/GetStatement', codec.statementRequestCodec, codec.statementCodec),
  audit: unary('Ledger/Audit', codec.emptyCodec, codec.auditReportCodec),
  deposit: unary('Ledger/Deposit', codec.depositRequestCodec, codec.balancesCodec),

  getCheckpoint: unary('Log/GetCheckpoint', codec.checkpointRequestCodec, codec.checkpointCodec),
  getLeaves: unary('Log/GetLeaves', codec.leavesRequestCodec, codec.leavesCodec),
  getAuditBatch: unary('Audit/GetAuditBatch', codec.auditRequestCodec, codec.auditBatchCodec),
  getInclusionProof: unary('Log/GetInclusionProof', codec.inclusionRequestCodec, codec.proofCodec),
  getConsistencyProof: unary('Log/GetConsistencyProof', codec.consistencyRequestCodec, codec.proofCodec),

  watch: {
    kind: 'watch',
    ...common('Events/Watch'),
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

/** What a member is told whose role is not among those that may call. */
export function mayNotCall(role: t.Role | 'anyone', name: OperationName): Refusal {
  const { roles } = operations[name]
  const named = roles === 'anyone' ? 'anyone' : roles.join(', ')
  return refused('forbidden', `${role}s may not call ${name}; it is for: ${named}`)
}
