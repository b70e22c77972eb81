/** What the playbook about the coordinator's own key is given, and what it gathers. */
import type { SignedHead } from '../../client/connection.ts'
import type { Balance, Bounty } from '../../protos/types.ts'
import type { EvidenceFolder } from './evidence-folder.ts'

export interface LeakedCoordinatorKey {
  /** Of the export of the audit. */
  readonly sinceMs: number
  /** A new folder. */
  readonly out: string
  /** Kept before the leak, where there is one. */
  readonly head?: SignedHead
}

export interface KeptMember {
  readonly organisation: string
  readonly role: string
  readonly displayName: string
  readonly keyId: string
  readonly publicKey: string
  readonly state: string
}

export interface KeyFacts {
  readonly evidence?: EvidenceFolder
  readonly members: readonly KeptMember[]
  readonly bounties: readonly Bounty[]
  readonly balances: Readonly<Record<string, readonly Balance[]>>
  readonly headSize: number
}
