/**
 * The sizes that a message may have. A decoder refuses what is larger before anything else looks at it; the limits
 * leave room above what today's rules allow, so that a rule may change without the wire.
 */

/** Bytes of the largest gRPC message, in either direction. */
export const maximumMessageBytes = 8 * 1024 * 1024
/** Bytes of the largest request of an operation that carries no list and no document. */
export const smallRequestBytes = 16 * 1024
/** Bytes of the largest request that is asked for beforehand. */
export const maximumConfirmedBytes = 12 * 1024
/** Bytes of the largest request that carries one entry for each member of a group. */
export const groupRequestBytes = 4 * 1024 * 1024
/** Bytes of data in one message of a stream. */
export const maximumChunkBytes = 1024 * 1024
/** Bytes of the largest file that travels as a blob. */
export const maximumBlobBytes = 1024 * 1024 * 1024
/** Bytes of the largest such file once it is sealed. */
export const maximumSealedBytes = maximumBlobBytes + 1024 * 1024
/** Bytes of the canonical JSON of a bounty's terms. */
export const maximumTermsBytes = 64 * 1024
/** Bytes of a receipt or of a leaf of the log: a survivor's line is some 200 bytes. */
export const maximumDocumentBytes = 4 * 1024 * 1024

/** Holders of the largest cohort that terms may ask for: every survivor's receipt names every other. */
export const maximumCohort = 1_000
/** Holders that are named as having declined one bounty: the latest. */
export const maximumDeclines = 1_000
/** Holders times rounds of a bounty: its record, which names who was in each round, travels as one message. */
export const maximumHolderRounds = 64_000
/** Entries of a list with one entry for each member of a group or a cohort. */
export const maximumGroupEntries = 10_240
/** Entries of any other list. */
export const maximumEntries = 10_240
/** Hashes of a Merkle path: a tree of 2^64 leaves. */
export const maximumPathEntries = 64

/** Characters (UTF-16 units) of a name: an organisation, an account, an asset, a stage. */
export const maximumNameCharacters = 200
/** Characters of a sentence: a reason, a memo, a detail. */
export const maximumSentenceCharacters = 2_000
/** Characters of a signed note. */
export const maximumNoteCharacters = 16_384
/** Characters of the address of a webhook. */
export const maximumUrlCharacters = 1_000
/** Characters of a webhook's secret: 64 bytes in base64, and what stands before them. */
export const maximumWebhookSecretCharacters = 100
/** Digits of an amount, without its sign. */
export const maximumAmountDigits = 40

/** Longest time that an Await operation waits before it answers `not-yet`. */
export const maximumWaitMs = 600_000

/** Coalitions of groups that are tested in a round. */
export const maximumCoalitions = 256
/** Bytes of one event of the audit. */
export const maximumAuditEventBytes = 4_096
