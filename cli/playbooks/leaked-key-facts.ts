/** What the playbook about a member's leaked key is given, and what it finds out. */
import type { ApiKey, Bounty, Invitation, MemberKey } from '../../protos/types.ts'

export interface LeakedKey {
  /** 32 lower-case hex digits. */
  readonly keyId: string
  /** From when on what the key did is written down, and what was made with it is doubted. */
  readonly sinceMs: number
  readonly isBackInvited: boolean
  /** API keys of the member are listed and left. */
  readonly keepsApiKeys: boolean
}

export interface LeakedKeyFacts {
  readonly key?: MemberKey
  readonly revokedAtMs: number
  /** Of the same member, registered since: it may have been the thief. */
  readonly newer: readonly MemberKey[]
  readonly apiKeys: readonly ApiKey[]
  readonly bounties: readonly Bounty[]
  readonly methods: Readonly<Record<string, number>>
  readonly files: readonly string[]
  readonly invitation?: Invitation
}
