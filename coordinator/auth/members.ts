/**
 * Who is enrolled: keys, each for one role in one organisation. The list lives in the database; a copy is kept here because every request and every message of a
 * round looks somebody up. Its Merkle root, signed by the coordinator, is the registry that rosters are drawn from.
 */
import {
  buyerAccount,
  payableAccount,
  type RegistryLookup,
  type Signer,
  toHex,
} from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import { registryRoot, registrySigningBytes } from '../../protos/registry.ts'
import type { Caller } from '../../protos/service.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import {
  type EnrolRequest,
  type Invitation,
  type InviteRequest,
  isParty,
  type Member,
  type Party,
  type Registry,
  type Role,
} from '../../protos/types.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import { answerKnown, badInvitation, hashCode, refusalToAdd, unusedInvitation } from './enrolment-rules.ts'
import { invitedByOfficer, mayInvite } from './sides.ts'

export interface Members {
  /** Of an organisation's members the one that takes part in bounties and has the account; there is one at most. */
  find(organisation: string): Party | undefined
  findByKey(identityKey: Uint8Array): Member | undefined
  /** By key id: the first 16 bytes of SHA-256 of the identity key, hexadecimal. */
  findByKeyId(keyId: string): Member | undefined
  organisationOf(identityKeyHex: string): string | undefined
  /** Identity key to organisation, for rosters: holders only. */
  readonly lookup: RegistryLookup
  registry(): Registry
  invite(inviter: Caller['role'], request: InviteRequest): Promise<Answer<Invitation>>
  enrol(request: EnrolRequest, signingKey: Uint8Array): Promise<Answer<Member>>
  /** Enrols without an invitation: the operator at the first start. */
  install(member: Member): Promise<void>
}

const longestInvitationMs = 90 * 24 * 3_600_000

export async function openMembers(
  storage: Storage,
  ledger: Ledger,
  signer: Signer,
  world: World,
): Promise<Members> {
  const rows = await storage.db.selectFrom('member').selectAll().execute()
  const byKey = new Map<string, Member>()
  const byKeyId = new Map<string, Member>()
  const parties = new Map<string, Party>()
  const remember = (member: Member) => {
    byKey.set(toHex(member.identityKey), member)
    byKeyId.set(toHex(keyIdOf(member.identityKey)), member)
    if (isParty(member)) parties.set(member.organisation, member)
  }
  for (const row of rows) {
    remember({
      organisation: row.organisation,
      displayName: row.display_name,
      role: row.role as Role,
      identityKey: Uint8Array.from(row.identity_key),
      enrolledAtMs: Number(row.enrolled_at_ms),
    })
  }

  const lookup: RegistryLookup = identityKey => {
    const member = byKey.get(toHex(identityKey))
    return member?.role === 'holder' ? member.organisation : undefined
  }

  async function insert(tx: Transaction, member: Member): Promise<void> {
    const { organisation, displayName, role, identityKey, enrolledAtMs } = member
    await tx
      .insertInto('organisation')
      .values({ id: organisation })
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
    await tx
      .insertInto('member')
      .values({
        organisation,
        display_name: displayName,
        role,
        identity_key: Buffer.from(identityKey),
        enrolled_at_ms: BigInt(enrolledAtMs),
      })
      .execute()
    const account = accountFor(role, organisation)
    if (account !== undefined) {
      const opened = await ledger.openAccount(tx, { ...account, asset: 'credit', minimumUnits: 0n })
      if (opened.kind === 'rejected')
        throw new Error(`the account ${account.id} cannot be opened: ${opened.reason}`)
    }
  }

  return {
    find: organisation => parties.get(organisation),
    findByKey: identityKey => byKey.get(toHex(identityKey)),
    findByKeyId: keyId => byKeyId.get(keyId),
    organisationOf: key => byKey.get(key)?.organisation,
    lookup,
    registry() {
      const members = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member)
      const version = members.length
      const root = registryRoot(members)
      return { version, root, members, signature: signer.sign(registrySigningBytes(version, root)) }
    },
    async invite(inviter, { organisation, role, validForMs }) {
      if (!mayInvite(inviter, role)) {
        return refused(
          'forbidden',
          `a ${inviter} invites nobody as ${role}, which the operator does; but as ${invitedByOfficer.join(', ')}`,
          { field: 'role' },
        )
      }
      const present = [...byKey.values()].filter(member => member.organisation === organisation)
      const refusal = refusalToAdd(organisation, role, present)
      if (refusal !== undefined) return refusal
      const validMs = Math.min(Math.max(validForMs, 60_000), longestInvitationMs)
      const code = Buffer.from(world.random.bytes(32)).toString('base64url')
      const expiresAtMs = world.nowMs() + validMs
      await storage.transaction(tx =>
        tx
          .insertInto('invitation')
          .values({
            code_hash: hashCode(code),
            organisation,
            role,
            expires_at_ms: BigInt(expiresAtMs),
            used_at_ms: null,
          })
          .execute(),
      )
      return granted({ code, organisation, role, expiresAtMs })
    },
    async enrol(request, signingKey) {
      const { invitation, organisation, displayName, identityKey } = request
      if (toHex(identityKey) !== toHex(signingKey)) {
        return refused('signature-invalid', 'the request must be signed with the key that is enrolled', {
          field: 'identityKey',
        })
      }
      const known = byKey.get(toHex(identityKey))
      const answer = await storage.transaction(async tx => {
        const found = await unusedInvitation(tx, invitation)
        if (known !== undefined) return answerKnown(known, organisation, found?.role)
        if (found === undefined || found.organisation !== organisation) return badInvitation()
        if (Number(found.expires_at_ms) < world.nowMs()) return badInvitation()
        const role = found.role as Role
        // From the rows: of two that enrol at once, the second must see the first.
        const present = await tx
          .selectFrom('member')
          .select('role')
          .where('organisation', '=', organisation)
          .execute()
        const refusal = refusalToAdd(organisation, role, present as readonly Pick<Member, 'role'>[])
        if (refusal !== undefined) return refusal
        const member: Member = {
          organisation,
          displayName: displayName.trim() || organisation,
          role,
          identityKey,
          enrolledAtMs: world.nowMs(),
        }
        await tx
          .updateTable('invitation')
          .set({ used_at_ms: BigInt(world.nowMs()) })
          .where('code_hash', '=', found.code_hash)
          .execute()
        await insert(tx, member)
        return granted(member)
      })
      if (answer.kind === 'granted') remember(answer.value)
      return answer
    },
    async install(member) {
      await storage.transaction(tx => insert(tx, member))
      remember(member)
    },
  }
}

function accountFor(role: Role, organisation: string) {
  if (role === 'buyer') return { id: buyerAccount(organisation), kind: 'buyer' } as const
  if (role === 'holder' || role === 'evaluator')
    return { id: payableAccount(organisation), kind: 'payable' } as const
  return undefined
}
