/**
 * The operations of the service, by name: what goes in, what comes out. The coordinator implements them, the
 * holder's port calls them, gRPC and the in-process form carry them; `operations.ts` adds path, codecs and roles.
 */
import type {
  Certificate,
  Inbox,
  MaskedInputReceipt,
  Roster,
  SurvivorSet,
  secureDraw,
} from '../aggregation/index.ts'
import type { ParleyEvent } from './events.ts'
import type { Answer } from './reasons.ts'
import type * as t from './types.ts'

/** Operations with one request and one response: `[request, response]`. */
export interface UnaryOperations {
  describe: [t.Empty, t.CoordinatorDescription]
  invite: [t.InviteRequest, t.Invitation]
  enrol: [t.EnrolRequest, t.Member]
  getRegistry: [t.Empty, t.Registry]

  listKeys: [t.KeysRequest, t.KeyList]
  rotateKey: [t.RotateKeyRequest, t.MemberKey]
  rollBackKey: [t.KeyRequest, t.MemberKey]
  retireKey: [t.RetireKeyRequest, t.MemberKey]
  revokeKey: [t.RevokeKeyRequest, t.MemberKey]

  getSessionChallenge: [t.Empty, t.SessionChallenge]
  beginSession: [t.BeginSessionRequest, t.Session]

  issueApiKey: [t.IssueApiKeyRequest, t.IssuedApiKey]
  listApiKeys: [t.ApiKeysRequest, t.ApiKeyList]
  revokeApiKey: [t.RevokeApiKeyRequest, t.ApiKey]

  listInvitations: [t.InvitationsRequest, t.InvitationList]
  revokeMember: [t.RevokeMemberRequest, t.RevokedMember]

  getRecovery: [t.Empty, t.RecoveryPolicy]
  setRecovery: [t.SetRecoveryRequest, t.RecoveryPolicy]
  recoverKey: [t.RecoverKeyRequest, t.MemberKey]

  requestTransaction: [t.TransactionRequest, t.Transaction]
  approveTransaction: [t.ApprovalRequest, t.Transaction]
  listTransactions: [t.Empty, t.TransactionList]
  addSecondFactor: [t.CodeRequest, t.SecondFactor]
  confirmSecondFactor: [t.CodeRequest, t.Empty]
  resetSecondFactor: [t.MemberRequest, t.Empty]
  addWebhook: [t.AddWebhookRequest, t.WebhookSecret]
  listWebhooks: [t.Empty, t.WebhookList]
  rotateWebhook: [t.WebhookRequest, t.WebhookSecret]
  removeWebhook: [t.WebhookRequest, t.Empty]
  testWebhook: [t.WebhookRequest, t.WebhookTrial]

  getDelivery: [t.DeliveryRequest, t.Delivery]
  postBounty: [t.PostBountyRequest, t.Bounty]
  listBounties: [t.ListBountiesRequest, t.BountyList]
  getBounty: [t.BountyRequest, t.Bounty]
  cancelBounty: [t.CancelBountyRequest, t.Bounty]
  joinBounty: [t.JoinBountyRequest, t.Participation]
  leaveBounty: [t.BountyRequest, t.Participation]
  declineBounty: [t.DeclineBountyRequest, t.Decline]
  awaitEvaluation: [t.AwaitEvaluationRequest, t.EvaluationTask]
  submitEvaluation: [t.SubmitEvaluationRequest, t.Empty]

  fundBounty: [t.BountyRequest, t.Bounty]
  dispute: [t.DisputeRequest, t.MarketView]
  addEvidence: [t.EvidenceRequest, t.MarketView]
  appeal: [t.EvidenceRequest, t.MarketView]
  rule: [t.RulingRequest, t.MarketView]
  proveFault: [t.FaultRequest, t.MarketView]
  releaseVested: [t.BountyRequest, t.MarketView]
  getMarket: [t.BountyRequest, t.MarketView]
  getMarketLog: [t.MarketLogRequest, t.MarketLog]
  joinAsEvaluator: [t.EvaluatorRequest, t.MarketView]
  awaitScoring: [t.ScoringRequest, t.ScoringTasks]
  commitUtilities: [t.CommitmentRequest, t.MarketView]
  revealUtilities: [t.RevealRequest, t.MarketView]
  getLineageSignature: [t.BountyRequest, t.LineageSignature]

  awaitAssignment: [t.AwaitAssignmentRequest, t.Assignment]
  reportProgress: [t.Progress, t.Empty]
  commitSeed: [t.CommitSeedRequest, t.Empty]
  awaitCohort: [t.AwaitRequest, secureDraw.CommittedCohort]
  revealSeed: [t.RevealSeedRequest, t.Empty]
  awaitPartition: [t.AwaitRequest, secureDraw.RevealedSeeds]
  advertise: [t.AdvertiseRequest, t.Empty]
  awaitRoster: [t.AwaitRequest, Roster]
  shareKeys: [t.ShareKeysRequest, t.Empty]
  awaitInbox: [t.AwaitRequest, Inbox]
  complain: [t.ComplainRequest, t.Empty]
  awaitSurvivors: [t.AwaitRequest, SurvivorSet]
  signSurvivors: [t.SignSurvivorsRequest, t.Empty]
  awaitCertificate: [t.AwaitRequest, Certificate]
  unmask: [t.UnmaskRequest, t.Empty]
  awaitOutcome: [t.AwaitRequest, t.RoundOutcome]

  getBalances: [t.BalancesRequest, t.Balances]
  getStatement: [t.StatementRequest, t.Statement]
  audit: [t.Empty, t.AuditReport]
  deposit: [t.DepositRequest, t.Balances]

  getCheckpoint: [t.Empty, t.Checkpoint]
  getLeaves: [t.LeavesRequest, t.Leaves]
  getInclusionProof: [t.InclusionRequest, t.Proof]
  getConsistencyProof: [t.ConsistencyRequest, t.Proof]

  getAuditBatch: [t.AuditRequest, t.AuditBatchView]
}
export type UnaryName = keyof UnaryOperations
export type RequestOf<K extends UnaryName> = UnaryOperations[K][0]
export type ResponseOf<K extends UnaryName> = UnaryOperations[K][1]

/** Bounds on one call. Every call has a deadline, counted from now (30 s unless given); `idempotencyKey` names a command that may be sent again. */
export interface CallOptions {
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
  readonly idempotencyKey?: string
}

type UnaryPort = {
  readonly [K in UnaryName]: (request: RequestOf<K>, options?: CallOptions) => Promise<Answer<ResponseOf<K>>>
}

/**
 * The coordinator as its callers see it: the port that agents, buyers and operators hold. Its gRPC form signs
 * every call; its in-process form serves the simulator. Transport failures are answers too (`unavailable`).
 */
export interface CoordinatorPort extends UnaryPort {
  uploadBlob(bytes: Uint8Array, options?: CallOptions): Promise<Answer<t.BlobReceipt>>
  /** The bytes are checked against the hash before they are returned. */
  downloadBlob(request: t.BlobRequest, options?: CallOptions): Promise<Answer<Uint8Array>>
  submitMaskedInput(
    opening: t.MaskedInputOpening,
    packed: Uint8Array,
    options?: CallOptions,
  ): Promise<Answer<MaskedInputReceipt>>
  /** Ends when the signal aborts; throws nothing else: a broken stream simply ends and may be resumed by sequence. */
  watch(request: t.WatchRequest, signal: AbortSignal): AsyncIterable<ParleyEvent>
  close(): Promise<void>
}

/** Who calls: established by the door (signature, enrolment) before an operation runs. */
export interface Caller {
  /** Enrolled organisation; empty only for `anyone` (enrolling). */
  readonly organisation: string
  readonly role: t.Role | 'anyone'
  /** The key that signed the request; of a call that shows an API key, the SHA-256 of that, which is nobody's key. */
  readonly identityKey: Uint8Array
  readonly idempotencyKey: string
  /** SHA-256 of the TLS certificate that it shows, where certificates are asked for. */
  readonly certificate?: Uint8Array
  /** When that key ends, where the end is near. */
  readonly keyEndsAtMs?: number
}

/** Receives a stream in order and answers at its end. `write` may refuse at once (too large, wrong order). */
export interface UploadSink<T> {
  write(data: Uint8Array): Promise<Answer<t.Empty>>
  finish(): Promise<Answer<T>>
  /** The stream broke off: nothing of it is kept. */
  abandon(): Promise<void>
}

type UnaryService = {
  readonly [K in UnaryName]: (caller: Caller, request: RequestOf<K>) => Promise<Answer<ResponseOf<K>>>
}

/** Every operation of the coordinator as a plain async function; gRPC, console and tests all call these. */
export interface CoordinatorService extends UnaryService {
  uploadBlob(
    caller: Caller,
    header: { sha256: Uint8Array; size: number },
  ): Promise<Answer<UploadSink<t.BlobReceipt>>>
  downloadBlob(caller: Caller, request: t.BlobRequest): Promise<Answer<AsyncIterable<Uint8Array>>>
  submitMaskedInput(
    caller: Caller,
    opening: t.MaskedInputOpening,
  ): Promise<Answer<UploadSink<MaskedInputReceipt>>>
  watch(
    caller: Caller,
    request: t.WatchRequest,
    signal: AbortSignal,
  ): Promise<Answer<AsyncIterable<ParleyEvent>>>
}
