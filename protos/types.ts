/**
 * The messages of the service as the code sees them: ids as lower-case hex, amounts as bigint, enumerations as
 * the words of the .proto in lower case with hyphens. The messages of secure aggregation itself are those of
 * aggregation/secure/messages.ts.
 */
import type {
  Advertisement,
  AggregateResult,
  AggregationParameters,
  Complaint,
  KeyShares,
  MaskedInputHeader,
  SurvivorSignature,
  secureDraw,
  Unmasking,
} from '../aggregation/index.ts'
import type { EventKind } from './events.ts'
import type { HoldersEvaluation, MetricFigure, MetricName } from './metrics.ts'

export type Bytes = Uint8Array
/** 64 lower-case hex digits. */
export type BountyId = string

/** Who takes part in bounties and has an account: one of these to an organisation. */
export const partyRoles = ['operator', 'buyer', 'holder', 'evaluator'] as const
export type PartyRole = (typeof partyRoles)[number]

/** What a key is enrolled for; `access.proto` says what each word means. */
export const roles = [
  ...partyRoles,
  'auditor',
  'security-officer',
  'treasurer',
  'arbiter',
  'researcher',
  'data-owner',
  'replica',
] as const
export type Role = (typeof roles)[number]

export type Empty = Record<string, never>

export interface AttemptRef {
  readonly bountyId: BountyId
  readonly round: number
  readonly attempt: number
  /** From 1; 0 is the draw that cuts the cohort into groups. */
  readonly group: number
}

// Enrolment
export interface CoordinatorDescription {
  readonly name: string
  readonly environment: string
  readonly identityKey: Bytes
  readonly version: string
  readonly certificateFingerprint: Bytes
}
export interface InviteRequest {
  readonly organisation: string
  readonly role: Role
  readonly validForMs: number
}
export interface Invitation {
  readonly code: string
  readonly organisation: string
  readonly role: Role
  readonly expiresAtMs: number
}
export interface EnrolRequest {
  readonly invitation: string
  readonly organisation: string
  readonly displayName: string
  readonly identityKey: Bytes
}
export interface Member {
  readonly organisation: string
  readonly displayName: string
  readonly role: Role
  readonly identityKey: Bytes
  readonly enrolledAtMs: number
  /** The version of the registry that this key came with; absent where a coordinator does not tell. */
  readonly addedIn?: number
  /** The first version without it; absent: it stands. */
  readonly removedIn?: number
  /** Of the member's own keys, told to whoever enrols; absent: 1. */
  readonly keyVersion?: number
}

/** A member that takes part in bounties. */
export type Party = Member & { readonly role: PartyRole }

export function isParty(member: Member): member is Party {
  return partyRoles.some(role => role === member.role)
}
export interface Registry {
  readonly version: number
  readonly root: Bytes
  /** One entry for each key that stands. */
  readonly members: readonly Member[]
  readonly signature: Bytes
  /** Keys that earlier versions had. */
  readonly removed: readonly Member[]
}

// Keys
export const keyStates = ['pending', 'active', 'retiring', 'retired', 'revoked', 'expired'] as const
export type KeyState = (typeof keyStates)[number]
/** A signing key of a member. Times in milliseconds since 1970; 0: never. */
export interface MemberKey {
  readonly organisation: string
  readonly role: Role
  readonly keyId: Bytes // 16
  readonly version: number
  readonly publicKey: Bytes // 32
  readonly state: KeyState
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly registeredAtMs: number
  readonly supersededBy: Bytes // 16, or none
  readonly overlapEndsAtMs: number
  readonly lastUsedAtMs: number
  readonly uses: number
  readonly reason: string
}
export interface KeysRequest {
  /** Empty: the caller's own. */
  readonly organisation: string
}
export interface KeyList {
  /** Oldest first. */
  readonly keys: readonly MemberKey[]
}
/** What both keys of a rotation sign, with organisation, role and coordinator; see `rotationSigningBytes`. */
export interface KeyRotation {
  readonly oldKey: Bytes
  readonly oldVersion: number
  readonly newKey: Bytes
  readonly newVersion: number
  readonly notBeforeMs: number
  readonly notAfterMs: number
}
export interface RotateKeyRequest extends KeyRotation {
  readonly oldSignature: Bytes // 64
  readonly newSignature: Bytes // 64
}
export interface KeyRequest {
  readonly keyId: Bytes
}
export interface RetireKeyRequest extends KeyRequest {
  readonly isForced: boolean
}
export interface RevokeKeyRequest extends KeyRequest {
  readonly reason: string
}

// Sessions
export interface SessionChallenge {
  readonly challenge: Bytes // 56
}
export interface BeginSessionRequest extends SessionChallenge {
  readonly certificate: Bytes // 32, SHA-256, or empty
}
export interface Session {
  readonly sessionId: Bytes // 16
  readonly lastsMs: number
}

// API keys
/** A bearer secret of a member, for a program that only looks. Times in milliseconds since 1970; 0: never. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly role: Role
  /** The operations that it may call. */
  readonly methods: readonly string[]
  readonly environment: string
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  readonly lastUsedAtMs: number
  readonly uses: number
  readonly revokedAtMs: number
  readonly reason: string
}
export interface IssueApiKeyRequest {
  readonly name: string
  /** Operations that read, or groups of them; see `api-key-scope.ts`. */
  readonly scope: readonly string[]
  /** 0: as long as usual. */
  readonly lifeMs: number
}
export interface IssuedApiKey {
  readonly apiKey: ApiKey
  /** Shown once. */
  readonly text: string
}
export interface ApiKeysRequest {
  /** Empty: the caller's own. */
  readonly organisation: string
}
export interface ApiKeyList {
  /** Oldest first. */
  readonly apiKeys: readonly ApiKey[]
}
export interface RevokeApiKeyRequest {
  readonly id: string
  readonly reason: string
}

// Members, by those who admit them
export interface InvitationsRequest {
  readonly organisation: string
}
/** An invitation that can still be used, without its code. */
export interface OpenInvitation {
  /** Stands in the code; empty for one of an earlier version. */
  readonly id: string
  readonly organisation: string
  readonly role: Role
  readonly expiresAtMs: number
}
export interface InvitationList {
  readonly invitations: readonly OpenInvitation[]
}
export interface RevokeMemberRequest {
  readonly organisation: string
  /** Absent: every member of the organisation. */
  readonly role?: Role
  readonly reason: string
}
/** What was ended; nothing that had ended before. */
export interface RevokedMember {
  readonly keys: readonly MemberKey[]
  readonly apiKeys: readonly ApiKey[]
  readonly invitations: readonly OpenInvitation[]
}

// Recovery
export interface RecoverySignature {
  readonly key: Bytes
  readonly signature: Bytes
}
/** The recovery keys of a member, of which `threshold` sign; 0: there are none. */
export interface RecoveryPolicy {
  readonly threshold: number
  readonly keys: readonly Bytes[]
  /** Of the newest statement that was used. */
  readonly counter: number
  readonly setAtMs: number
}
/** What is to be the recovery keys of a member; see `recoverySetSigningBytes`. */
export interface RecoverySetting {
  readonly threshold: number
  readonly keys: readonly Bytes[]
  readonly counter: number
}
export interface SetRecoveryRequest extends RecoverySetting {
  readonly signatures: readonly RecoverySignature[]
}
/** What new key and recovery keys sign, with organisation, role and coordinator; see `recoverySigningBytes`. */
export interface KeyRecovery {
  readonly counter: number
  readonly newKey: Bytes
  readonly notAfterMs: number
}
export interface RecoverKeyRequest extends KeyRecovery {
  readonly organisation: string
  readonly role: Role
  readonly newSignature: Bytes // 64
  readonly signatures: readonly RecoverySignature[]
}

// Transactions
export const transactionStates = ['waiting', 'good', 'used', 'lapsed'] as const
export type TransactionState = (typeof transactionStates)[number]
export interface TransactionRequest {
  readonly method: string
  readonly request: Bytes
  readonly code: string
}
export interface ApprovalRequest {
  readonly transactionId: Bytes // 16
  readonly requestHash: Bytes // 32
  readonly code: string
}
export interface Transaction {
  readonly transactionId: Bytes // 16
  readonly method: string
  readonly request: Bytes
  readonly organisation: string
  readonly role: Role
  readonly state: TransactionState
  readonly requestedAtMs: number
  readonly endsAtMs: number
  readonly approvedBy: string
}
export interface TransactionList {
  readonly transactions: readonly Transaction[]
}
export interface CodeRequest {
  readonly code: string
}
export interface SecondFactor {
  readonly uri: string
}
export interface MemberRequest {
  readonly organisation: string
  readonly role: Role
}

// Webhooks
export const webhookStates = ['sending', 'gone', 'key-revoked'] as const
export type WebhookState = (typeof webhookStates)[number]
/** Where a member is told what happens. Times in milliseconds since 1970; 0: never. */
export interface Webhook {
  readonly webhookId: Bytes // 16
  readonly url: string
  readonly kinds: readonly EventKind[]
  readonly state: WebhookState
  readonly addedAtMs: number
  /** Until then messages are signed with the secret before as well. */
  readonly overlapEndsAtMs: number
  /** Messages that are to be sent or tried again. */
  readonly waiting: number
  readonly lastAttemptAtMs: number
  /** Of that attempt, for people. */
  readonly lastOutcome: string
}
export interface AddWebhookRequest {
  readonly url: string
  /** At least one. */
  readonly kinds: readonly EventKind[]
}
export interface WebhookRequest {
  readonly webhookId: Bytes
}
export interface WebhookSecret {
  readonly webhook: Webhook
  /** `whsec_` and base64; never told again. */
  readonly secret: string
}
export interface WebhookList {
  /** Oldest first. */
  readonly webhooks: readonly Webhook[]
}
export interface WebhookTrial {
  readonly isDelivered: boolean
  /** For people. */
  readonly outcome: string
}

// Bounties
export interface BlobReceipt {
  readonly sha256: Bytes
  readonly size: number
}
export interface DeliveryRequest {
  readonly bountyId: BountyId
  /** X25519, of the buyer. */
  readonly boxKey: Bytes
}
/** A model as it lies in the store, and its key in a box for one buyer. */
export interface Delivery {
  /** SHA-256 of the model file. */
  readonly modelBlob: Bytes
  readonly modelHash: Bytes
  /** Of the sealed bytes, by which they are downloaded. */
  readonly sealedSha256: Bytes
  readonly sealedSize: number
  readonly sealedKey: Bytes
}
export interface BlobRequest {
  readonly sha256: Bytes
}
export interface PostBountyRequest {
  readonly terms: Bytes
  readonly nonce: Bytes
  readonly signature: Bytes
  /** Nothing is paid in yet, and no holder sees it. */
  readonly draft: boolean
}
export interface CancelBountyRequest {
  readonly bountyId: BountyId
  readonly signature: Bytes
}
export const bountyStates = [
  'open',
  'running',
  'settling',
  'final',
  'undersubscribed',
  'aborted-buyer',
  'aborted-coordinator',
  'draft',
  'funded',
  'challenge',
  'disputed',
  'expired',
] as const
export type BountyState = (typeof bountyStates)[number]
export interface ListBountiesRequest {
  readonly states: readonly BountyState[]
  readonly modelFamily: string
  readonly minimumPriceUnits: bigint
  readonly limit: number
  readonly after: BountyId | ''
  /** Absent: all, newest first. */
  readonly search?: BountySearch
}
export const bountyOrders = ['newest', 'price', 'closing-soon'] as const
/** What a holder looks for. */
export interface BountySearch {
  /** In title or purpose, whatever the case; empty: any. */
  readonly text: string
  /** Of acceptance; empty: any. */
  readonly metric: MetricName | ''
  /** 0: any; else only bounties whose terms bound it so. */
  readonly maximumEpsilon: number
  /** An equal share of a round. */
  readonly minimumRoundPayUnits: bigint
  readonly order: (typeof bountyOrders)[number]
}
export interface BountyRequest {
  readonly bountyId: BountyId
}
export const roundStates = [
  'drawing',
  'advertising',
  'sharing',
  'collecting',
  'certifying',
  'unmasking',
  'completed',
  'abandoned',
] as const
export type RoundState = (typeof roundStates)[number]
export interface Dropout {
  readonly organisation: string
  readonly stage: string
  readonly reason: string
}
export interface Pay {
  readonly organisation: string
  readonly weight: bigint
  readonly amountUnits: bigint
}
/** One group of a round's cohort. */
export interface RoundGroup {
  readonly group: number
  /** None when the group was not summed. */
  readonly survivors: readonly string[]
  /** Why it was not summed; empty when it was. */
  readonly reason: string
}
export const evaluationStates = ['awaited', 'done', 'missed'] as const
/** Of a round that the buyer evaluates: whether the evaluation came in; `missed` when its time passed. */
export type EvaluationState = (typeof evaluationStates)[number]
export interface BuyerEvaluation {
  readonly state: EvaluationState
  readonly deadlineMs: number
  /** The buyer's, over `evaluationSigningBytes`; empty until it is done. */
  readonly signature: Bytes
}
export interface RoundSummary {
  readonly round: number
  readonly attempt: number
  readonly state: RoundState
  readonly survivors: readonly string[]
  readonly dropouts: readonly Dropout[]
  /** Examples answered rightly, 0 where an example is not right or wrong. */
  readonly correct: number
  readonly total: number // 0 before the model is evaluated
  readonly modelHash: Bytes // empty before the round is completed
  readonly uploadBytes: number
  readonly startedAtMs: number
  readonly finishedAtMs: number // 0 while running
  readonly pays: readonly Pay[]
  readonly feeUnits: bigint
  readonly transcriptHash: Bytes // empty before the round is completed
  readonly groups: readonly RoundGroup[] // none before the round is completed
  /** Of the model on the held-out test; none before it is evaluated, and those of versions that knew accuracy alone. */
  readonly metrics: readonly MetricFigure[]
  /** Of the model that the round started from, on what holders keep out of training; absent where they evaluated nothing. */
  readonly holders?: HoldersEvaluation
  /** Where the buyer evaluates, once the round is completed. */
  readonly buyerEvaluation?: BuyerEvaluation
  /** That of the round, where it follows the updates; absent, `training.clipNorm`. */
  readonly clipNorm?: number
}
export interface Participation {
  readonly organisation: string
  readonly examples: number
  readonly datasetRoot: Bytes
  readonly joinedAtMs: number
  readonly left: boolean
  readonly identityKey: Bytes
}
export const declineReasons = ['privacy-budget-spent', 'privacy-too-weak', 'policy'] as const
/**
 * Why a holder does not take part: its own privacy budget has no room for what the bounty would spend; unit, epsilon or
 * delta of the terms are below the least that it asks for; any other rule of its policy. Nothing finer is told.
 */
export type DeclineReason = (typeof declineReasons)[number]
export interface DeclineBountyRequest {
  readonly bountyId: BountyId
  readonly reason: DeclineReason
}
export interface Decline {
  readonly organisation: string
  readonly reason: DeclineReason
  /** The one that was to come next; 0 before training began. */
  readonly round: number
  readonly atMs: number
}
export interface Bounty {
  readonly bountyId: BountyId
  readonly buyer: string
  readonly terms: Bytes
  readonly state: BountyState
  readonly accepted: boolean
  readonly postedAtMs: number
  readonly participants: readonly Participation[]
  readonly rounds: readonly RoundSummary[]
  readonly modelBlob: Bytes
  readonly escrowedUnits: bigint
  readonly paidUnits: bigint
  readonly feeUnits: bigint
  readonly refundedUnits: bigint
  readonly reason: string
  readonly buyerKey: Bytes
  readonly signature: Bytes
  readonly nonce: Bytes
  /** Who does not take part and said why, each organisation once, by time. */
  readonly declines: readonly Decline[]
}
export interface JoinBountyRequest {
  readonly bountyId: BountyId
  readonly examples: number
  readonly datasetRoot: Bytes
  readonly signature: Bytes
}
export interface AwaitEvaluationRequest {
  readonly bountyId: BountyId
  readonly afterRound: number
  readonly waitMs: number
}
export type EvaluationTask =
  | {
      readonly finished: false
      readonly round: number
      readonly modelBlob: Bytes
      readonly modelHash: Bytes
      readonly deadlineMs: number
    }
  | { readonly finished: true }
export interface SubmitEvaluationRequest {
  readonly bountyId: BountyId
  readonly round: number
  readonly modelHash: Bytes
  readonly examples: number
  readonly correct: number
  readonly metrics: readonly MetricFigure[]
  readonly signature: Bytes
}
export interface BountyList {
  readonly bounties: readonly Bounty[]
}

// Market
export const claimKinds = ['exclude', 'target'] as const
/** What a dispute asks for; `holder` of exclude, empty otherwise; `isMet` of target. */
export interface DisputeClaim {
  readonly kind: (typeof claimKinds)[number]
  readonly epoch: number
  readonly holder: string
  readonly isMet: boolean
}
export interface DisputeRequest {
  readonly bountyId: BountyId
  readonly claim: DisputeClaim
  readonly evidence: Bytes
  readonly signature: Bytes
}
export interface EvidenceRequest {
  readonly bountyId: BountyId
  readonly dispute: number
  readonly evidence: Bytes
  readonly signature: Bytes
}
export interface ArbiterSignature {
  readonly key: Bytes
  readonly signature: Bytes
}
export interface RulingRequest {
  readonly bountyId: BountyId
  readonly dispute: number
  readonly isUpheld: boolean
  readonly signatures: readonly ArbiterSignature[]
}
export interface FaultRequest {
  readonly bountyId: BountyId
  readonly proof: Bytes
}
export interface MarketLogRequest {
  readonly bountyId: BountyId
  /** Leaves to leave out, from the first. */
  readonly after: number
  readonly limit: number
}
export interface MarketLog {
  readonly leaves: readonly Leaf[]
  readonly total: number
  readonly terms: Bytes
}
export interface EvaluatorRequest {
  readonly bountyId: BountyId
  readonly signature: Bytes
}
export interface ScoringRequest {
  readonly bountyId: BountyId
  /** Leaves of the bounty that the caller knows. */
  readonly after: number
  readonly waitMs: number
}
/** Where the files of a round under test are, beside the groups' sums that its leaf names. */
export interface ScoringTask {
  readonly round: number
  /** From which the round started. */
  readonly modelBlob: Bytes
  /** To which updates were clipped, where it follows them; 0 otherwise. */
  readonly clipNorm: number
}
export interface ScoringTasks {
  /** Nothing more is to be tested. */
  readonly finished: boolean
  /** Leaves of the bounty. */
  readonly total: number
  readonly tasks: readonly ScoringTask[]
}
export interface CommitmentRequest {
  readonly bountyId: BountyId
  readonly round: number
  readonly commitment: Bytes
  readonly signature: Bytes
}
export interface RevealRequest {
  readonly bountyId: BountyId
  readonly round: number
  readonly salt: Bytes
  /** In the order of the round's coalitions. */
  readonly utilities: readonly bigint[]
}
export interface LineageSignature {
  readonly signature: Bytes
}
export const epochStatuses = ['under-way', 'challengeable', 'released'] as const
export interface EpochView {
  readonly epoch: number
  readonly status: (typeof epochStatuses)[number]
  readonly units: bigint
  /** Set aside and not paid yet, the fee included. */
  readonly dueUnits: bigint
  /** 0 while it is under way, disputed, or paid. */
  readonly releaseAtMs: number
}
export const disputeStatuses = ['awaits-ruling', 'ruled', 'closed'] as const
export const disputeOutcomes = ['none', 'upheld', 'dismissed'] as const
export interface DisputeView {
  readonly number: number
  readonly by: string
  readonly claim: DisputeClaim
  readonly status: (typeof disputeStatuses)[number]
  readonly isAppealed: boolean
  readonly outcome: (typeof disputeOutcomes)[number]
  /** Of the ruling, or of the appeal. */
  readonly deadlineMs: number
  readonly evidence: readonly { readonly by: string; readonly sha256: Bytes }[]
}
export interface HolderMoney {
  readonly holder: string
  readonly dueUnits: bigint
  readonly heldBackUnits: bigint
  readonly stakeUnits: bigint
}
/** Where a bounty's money is beside what rounds tell. */
export interface MarketView {
  readonly bountyId: BountyId
  readonly state: BountyState
  readonly escrowUnits: bigint
  readonly bondUnits: bigint
  readonly epochs: readonly EpochView[]
  readonly disputes: readonly DisputeView[]
  readonly holders: readonly HolderMoney[]
  readonly finalAtMs: number
  /** SHA-256 of the settlement document; empty before. */
  readonly settlement: Bytes
}

// Rounds
export interface AwaitAssignmentRequest {
  readonly bountyId: BountyId
  /** Rounds before this one are finished for the caller, and of it attempts up to `afterAttempt`. */
  readonly nextRound: number
  readonly afterAttempt: number
  readonly waitMs: number
}
export interface AwaitRequest {
  readonly attempt: AttemptRef
  readonly waitMs: number
}
export type Assignment =
  | {
      readonly finished: false
      readonly attempt: AttemptRef
      readonly parameters: AggregationParameters
      readonly modelHash: Bytes
      readonly modelBlob: Bytes
      readonly registryVersion: number
      readonly registryRoot: Bytes
      readonly deadlineMs: number
      /** That of the round, where it follows the updates; absent, `training.clipNorm`. */
      readonly clipNorm?: number
    }
  | { readonly finished: true }
export interface Progress {
  readonly attempt: AttemptRef
  readonly stage: string
  readonly permille: number
}
export interface CommitSeedRequest {
  readonly attempt: AttemptRef
  readonly seedCommitment: secureDraw.SeedCommitment
}
export interface RevealSeedRequest {
  readonly attempt: AttemptRef
  readonly seedReveal: secureDraw.SeedReveal
}
export interface AdvertiseRequest {
  readonly attempt: AttemptRef
  readonly advertisement: Advertisement
}
export interface ShareKeysRequest {
  readonly attempt: AttemptRef
  readonly keyShares: KeyShares
}
export interface ComplainRequest {
  readonly attempt: AttemptRef
  readonly complaint: Complaint
}
export interface MaskedInputOpening {
  readonly attempt: AttemptRef
  readonly header: MaskedInputHeader
}
export interface SignSurvivorsRequest {
  readonly attempt: AttemptRef
  readonly survivorSignature: SurvivorSignature
}
export interface UnmaskRequest {
  readonly attempt: AttemptRef
  readonly unmasking: Unmasking
}
export type RoundOutcome =
  | {
      readonly completed: true
      readonly attempt: AttemptRef
      readonly result: AggregateResult
      /** Canonical JSON of the caller's receipt; empty for a member that dropped out. */
      readonly receipt: Bytes
    }
  | {
      readonly completed: false
      readonly attempt: AttemptRef
      readonly reason: string
      readonly culprit: string
    }

// Ledger
export interface BalancesRequest {
  readonly organisation: string
}
export interface Balance {
  readonly account: string
  readonly asset: string
  readonly postedUnits: bigint
  readonly heldUnits: bigint
}
export interface Balances {
  readonly balances: readonly Balance[]
}
export interface StatementRequest {
  readonly organisation: string
  readonly afterJournal: bigint
  readonly limit: number
}
export interface StatementLine {
  readonly journal: bigint
  readonly atMs: number
  readonly kind: string
  readonly account: string
  readonly counterAccount: string
  readonly amountUnits: bigint
  readonly balanceUnits: bigint
  readonly bountyId: BountyId | ''
  readonly round: number
  readonly memo: string
}
export interface Statement {
  readonly lines: readonly StatementLine[]
}
export interface AuditProblem {
  readonly rule: string
  readonly where: string
  readonly detail: string
}
export interface AuditReport {
  readonly ok: boolean
  readonly journals: number
  readonly postings: number
  readonly accounts: number
  readonly supplyUnits: bigint
  readonly problems: readonly AuditProblem[]
  /** Lists of rows with a root in the public log. */
  readonly seals: number
  /** 0: never. What was deleted since then is not missed. */
  readonly lastSealedAtMs: number
  readonly unsealedJournals: number
  /** Of before there were seals. */
  readonly adoptedJournals: number
}
export interface DepositRequest {
  readonly organisation: string
  readonly amountUnits: bigint
  readonly memo: string
}

// Log
export interface AuditRequest {
  readonly sinceMs: number
  /** Not itself. */
  readonly untilMs: number
  /** 16 bytes, of one key; none for all. */
  readonly keyId: Bytes
  /** Number of a batch; 0 for the first. */
  readonly after: number
}
/** One batch, as far as the caller may see it; number 0 where there is none. */
export interface AuditBatchView {
  readonly number: number
  readonly count: number
  readonly root: Bytes
  readonly leafIndex: number
  readonly entries: readonly AuditEntry[]
}
export interface AuditEntry {
  readonly place: number
  /** Canonical JSON. */
  readonly event: Bytes
  /** To the root; empty where the batch is shown whole. */
  readonly path: readonly Bytes[]
}
export interface Checkpoint {
  readonly note: string
}
export interface LeavesRequest {
  readonly start: number
  readonly limit: number
}
export interface Leaf {
  readonly index: number
  readonly body: Bytes
}
export interface Leaves {
  readonly leaves: readonly Leaf[]
}
export interface InclusionRequest {
  readonly index: number
  readonly size: number
}
export interface ConsistencyRequest {
  readonly first: number
  readonly second: number
}
export interface Proof {
  readonly hashes: readonly Bytes[]
}

// Events
export interface WatchRequest {
  readonly bountyId: BountyId | ''
  readonly after: number
}
