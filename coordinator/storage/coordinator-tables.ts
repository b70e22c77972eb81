import type { Generated } from 'kysely'

/** Whoever has or had a member; what belongs to an organisation refers to it here. */
export interface OrganisationTable {
  id: string
}

/** A key, enrolled for one role in an organisation. */
export interface MemberTable {
  organisation: string
  display_name: string
  role: string
  identity_key: Uint8Array
  enrolled_at_ms: bigint
}

/** A signing key of a member; its states are those of coordinator/auth/key-states.ts. */
export interface MemberKeyTable {
  /** First 16 bytes of SHA-256 of the key, hexadecimal. */
  key_id: string
  organisation: string
  role: string
  version: number
  public_key: Uint8Array
  state: string
  not_before_ms: bigint
  not_after_ms: bigint
  registered_at_ms: bigint
  /** Id of the key that takes its place; empty: none. */
  superseded_by: string
  /** 0: no other key takes its place. */
  retiring_from_ms: bigint
  overlap_ends_at_ms: bigint
  reason: string
  /** The version of the registry that it came with. */
  added_in: bigint
  /** The first version without it; 0: it stands. */
  removed_in: bigint
  /** Grows with every change of any key, in the order of commits. */
  revision: bigint
}

/** The one row that whoever changes a key locks. */
export interface KeyCounterTable {
  id: number
  revision: bigint
  registry_version: bigint
}

/** How much a key was used, counted now and then. */
export interface KeyUseTable {
  key_id: string
  last_used_at_ms: bigint
  uses: bigint
}

/** A single-use code to enrol with; only its hash is kept. */
export interface InvitationTable {
  code_hash: string
  organisation: string
  role: string
  expires_at_ms: bigint
  used_at_ms: bigint | null
  /** Stands in the code; empty for codes of before there were ids. */
  id: string
  /** Of whoever invited; empty for those of before. */
  key_id: string
  revoked_at_ms: bigint | null
}

/** A bearer secret of a member for a program that only looks; only its hash is kept. */
export interface ApiKeyTable {
  id: string
  /** SHA-256 of the text, hexadecimal. */
  hash: string
  organisation: string
  role: string
  /** Of the member's key that signed for it. */
  key_id: string
  name: string
  /** The operations that it may call, with spaces between. */
  methods: string
  environment: string
  issued_at_ms: bigint
  expires_at_ms: bigint
  /** 0: never. */
  last_used_at_ms: Generated<bigint>
  uses: Generated<bigint>
  /** 0: it stands. */
  revoked_at_ms: Generated<bigint>
  reason: Generated<string>
}

/** Which keys bring a member back that has lost its own. */
export interface RecoveryTable {
  organisation: string
  role: string
  /** How many must sign; 0: nobody does. */
  threshold: number
  /** Hexadecimal, with spaces between. */
  keys: string
  /** Of the newest statement that was used; it only grows. */
  counter: bigint
  set_at_ms: bigint
}

/** Nonces of requests that changed something, kept for twice the window in which a signature is good. */
export interface NonceTable {
  key_id: string
  nonce_hash: string
  seen_at_ms: bigint
}

export interface BountyTable {
  id: string
  buyer: string
  buyer_key: Uint8Array
  terms: Uint8Array
  nonce: Uint8Array
  signature: Uint8Array
  model_family: string
  price_units: bigint
  state: string
  accepted: boolean
  reason: string
  posted_at_ms: bigint
  /** SHA-256 of the current model file, hexadecimal. */
  model_blob: string
  model_hash: string
  /** SHA-256 of the file of what the algorithm keeps and does not tell, hexadecimal; empty while there is nothing. */
  state_blob: string
  /** Of the next round, where it follows the updates and a round was summed. */
  clip_norm: number | null
  paid_units: bigint
  fee_units: bigint
  refunded_units: bigint
  /** Once its price was paid in: until then only the buyer, the operator and auditors see it. */
  is_public: Generated<boolean>
  /** Title and purpose, in lower case. */
  search_text: string
  metric: string
  /** Of the terms' privacy; none where they bound nothing. */
  epsilon: number | null
  /** An equal share of a round, as holders' policies reckon it. */
  round_pay_units: bigint
  /** When holders can join no longer; none before it opens. */
  closes_at_ms: Generated<bigint | null>
}

/** 0 to 10,000, by the published formula. */
export interface ReputationTable {
  organisation: string
  value: number
}

/** An evaluator of the terms that took the task on. */
export interface BountyEvaluatorTable {
  bounty_id: string
  organisation: string
}

/** A round whose groups are tested. */
export interface ScoredRoundTable {
  bounty_id: string
  round: number
  /** From which the round started. */
  model_blob: string
  /** To which updates were clipped, where it follows them. */
  clip_norm: number | null
}

/** A file that the evaluators of a bounty may fetch. */
export interface ScoringFileTable {
  bounty_id: string
  sha256: string
}

/** One leaf of the log that is about a bounty. */
export interface BountyEventTable {
  bounty_id: string
  /** From 0, without gaps. */
  ordinal: number
  leaf_index: bigint
  kind: string
  /** Over all leaves of the bounty up to this one, hex; null in rows of before it was kept. */
  events_hash: string | null
}

export interface ParticipationTable {
  bounty_id: string
  organisation: string
  examples: bigint
  dataset_root: Uint8Array
  signature: Uint8Array
  joined_at_ms: bigint
  left_at_ms: bigint | null
  /** The key that joined: all that the holder says inside the bounty is under it. */
  identity_key: Uint8Array
}

/** The latest that a holder said of why it does not take part. */
export interface DeclineTable {
  bounty_id: string
  organisation: string
  reason: string
  /** The one that was to come next; 0 before training began. */
  round: number
  at_ms: bigint
}

/** One attempt at one round; the summary is JSON in the words of protos/types.ts. */
export interface AttemptTable {
  bounty_id: string
  round: number
  attempt: number
  state: string
  context: string
  summary: string
  outcome: string
  /** SHA-256 of the model file after the round, hexadecimal; empty before, and where no model was made. */
  model_blob: string
  /** That of the attempt, where it follows the updates. */
  clip_norm: number | null
  upload_bytes: bigint
  started_at_ms: bigint
  finished_at_ms: bigint
  /** Index of the round's leaf in the public log, once completed. */
  leaf_index: bigint | null
}

/** What was accepted in an attempt, in order for the draw (group 0) and each group: replayed after a restart. */
export interface AttemptEventTable {
  bounty_id: string
  round: number
  attempt: number
  group_number: number
  sequence: number
  kind: string
  organisation: string
  body: Uint8Array
  at_ms: bigint
}

/** A round whose model the buyer evaluates; what the evaluation found once it is done. */
export interface EvaluationTable {
  bounty_id: string
  round: number
  attempt: number
  /** SHA-256 of the model file after the round, hexadecimal. */
  model_blob: string
  model_hash: string
  state: string
  deadline_ms: bigint
  correct: bigint
  total: bigint
  /** JSON, figures in the words of protos/metrics.ts. */
  metrics: string
  signature: Uint8Array | null
}

/** Who uploaded a file; a bounty may name only its buyer's own uploads. */
export interface BlobOwnerTable {
  sha256: string
  organisation: string
}

/** An object of the model store: where its sealed bytes lie, and the key that opens them. */
export interface StoredObjectTable {
  /** Of the contents, hexadecimal. */
  sha256: string
  /** Empty: of no bounty. */
  bounty_id: string
  /** Content address of the sealed bytes. */
  address: string
  /** Under the coordinator's store key. */
  wrapped_key: Uint8Array
  /** Bytes, sealed. */
  size: bigint
  /** Stays beyond the bounty's end. */
  is_kept: boolean
  stored_at_ms: bigint
}

export interface CoordinatorTables {
  stored_object: StoredObjectTable
  blob_owner: BlobOwnerTable
  organisation: OrganisationTable
  member: MemberTable
  member_key: MemberKeyTable
  key_counter: KeyCounterTable
  key_use: KeyUseTable
  invitation: InvitationTable
  api_key: ApiKeyTable
  recovery: RecoveryTable
  nonce: NonceTable
  bounty: BountyTable
  bounty_event: BountyEventTable
  bounty_evaluator: BountyEvaluatorTable
  scored_round: ScoredRoundTable
  scoring_file: ScoringFileTable
  reputation: ReputationTable
  participation: ParticipationTable
  decline: DeclineTable
  attempt: AttemptTable
  attempt_event: AttemptEventTable
  evaluation: EvaluationTable
}
