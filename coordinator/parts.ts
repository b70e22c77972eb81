/** What the coordinator is made of; built once in compose.ts and passed to whoever needs it. */
import type { ExpansionWorkers, RandomSource, Signer } from '../aggregation/index.ts'
import type { Evaluator } from '../learning/index.ts'
import type { Audit } from './audit/index.ts'
import type { Members } from './auth/members.ts'
import type { ConfirmationPolicy } from './auth/transactions.ts'
import type { ObjectStore } from './blobs/object-store.ts'
import type { Market } from './bounties/market.ts'
import type { EventHub } from './events/event-hub.ts'
import type { Ledger, SealAnchor } from './ledger/index.ts'
import type { Log } from './log/index.ts'
import type { InputStore } from './rounds/input-store.ts'
import type { AttemptPlace } from './rounds/open-attempt.ts'
import type { Storage } from './storage/index.ts'
import type { Webhooks } from './webhooks/index.ts'
import type { World } from './world.ts'

/** Where what goes wrong inside is told to the operator; never to a caller. */
export interface Journal {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** 32 bytes each, which every process of this coordinator has, and the database has not. */
export interface DoorKeys {
  /** Tells challenges of sessions that this coordinator gave out. */
  readonly challenges: Uint8Array
  /** Seals what one-time codes are made of. */
  readonly secondFactors: Uint8Array
}

export interface Parts {
  readonly world: World
  readonly storage: Storage
  readonly ledger: Ledger
  readonly log: Log
  /** Events of security. */
  readonly audit: Audit
  /** Writes what happens to bounties, with the money that moves. */
  readonly market: Market
  /** What is remembered of the books' newest seal outside the database. */
  readonly anchor: SealAnchor
  /** Models, test sets, proofs. */
  readonly blobs: ObjectStore
  readonly inputs: InputStore
  readonly evaluator: Evaluator
  /** Who takes the masks off a sum, off the event loop. */
  readonly expansion: ExpansionWorkers
  readonly events: EventHub
  /** Undefined: none are sent, as in simulations. */
  readonly webhooks: Webhooks | undefined
  readonly signer: Signer
  readonly doorKeys: DoorKeys
  readonly confirmation: ConfirmationPolicy
  /** Of the noise that the coordinator itself adds to the sum of an attempt, where the terms leave it that. */
  readonly noiseFor: (place: AttemptPlace) => RandomSource
  readonly members: Members
  readonly journal: Journal
  /** A member that has not been heard of for this long is not waited for, if the others are enough. */
  readonly silenceMs: number
}
