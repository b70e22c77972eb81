/**
 * Who is enrolled, and with which keys. The lists live in the database; copies are kept here because every request and every message
 * of a round looks somebody up. The Merkle root over all keys, signed by the coordinator, is the registry that rosters are drawn from.
 */
import {
  buyerAccount,
  payableAccount,
  type RegistryLookup,
  type Signer,
  sha256,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import type { EnrolRequest, Invitation, InviteRequest, Member, Registry, Role } from '../../protos/types.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import { type KeyBook, openKeyBook } from './key-book.ts'
import { isLive, isOver, type KeyPolicy, type KeyRecord, newKey, usualKeyPolicy } from './key-states.ts'
import { isRegistered, readRing, writeKeys } from './key-store.ts'
import { holdersAt, registryOf } from './member-registry.ts'

export interface Members {
  readonly keys: KeyBook
  /** With the key that it enrolled with. */
  find(organisation: string): Member | undefined
  /** Of any key that it ever had. */
  organisationOf(identityKeyHex: string): string | undefined
  /** Identity key to organisation in a version of the registry, for rosters: holders only. */
  lookupAt(registryVersion: number): RegistryLookup
  registry(): Registry
  invite(request: InviteRequest): Promise<Answer<Invitation>>
  enrol(request: EnrolRequest, signingKey: Uint8Array): Promise<Answer<Member>>
  /** Whether any key of a member signs, or will. */
  hasLiveKey(organisation: string): boolean
  /** Enrols without an invitation: the operator at the first start, or under a new key once all of its keys have ended. */
  install(member: Member): Promise<void>
}

const longestInvitationMs = 90 * 24 * 3_600_000
const organisationPattern = /^[a-z0-9][a-z0-9-]{1,39}$/

export async function openMembers(
  storage: Storage,
  ledger: Ledger,
  signer: Signer,
  world: World,
  policy: KeyPolicy = usualKeyPolicy,
): Promise<Members> {
  const byOrganisation = new Map<string, Member>()
  const remember = (member: Member) => void byOrganisation.set(member.organisation, member)
  async function readMembers(): Promise<void> {
    for (const row of await storage.db.selectFrom('member').selectAll().execute())
      remember({
        organisation: row.organisation,
        displayName: row.display_name,
        role: row.role as Role,
        identityKey: Uint8Array.from(row.identity_key),
        enrolledAtMs: Number(row.enrolled_at_ms),
      })
  }
  await readMembers()
  const book = await openKeyBook(storage, world, policy)
  const keys: KeyBook = {
    ...book,
    async refresh() {
      await book.refresh()
      // Enrolled by another process.
      if (book.all().some(({ organisation }) => !byOrganisation.has(organisation))) await readMembers()
    },
  }
  const memberOf = (organisation: string) => byOrganisation.get(organisation)!

  /** The next key of a member, good from now on; its first one unless others are given. */
  function freshKey(organisation: string, publicKey: Uint8Array, earlier: readonly KeyRecord[]): KeyRecord {
    const nowMs = world.nowMs()
    const key = {
      organisation,
      keyId: toHex(keyIdOf(publicKey)),
      version: 1 + Math.max(0, ...earlier.map(({ version }) => version)),
      publicKey,
      notBeforeMs: nowMs,
      notAfterMs: nowMs + policy.lifeMs,
    }
    return newKey(key, nowMs)
  }

  async function insert(tx: Transaction, member: Member): Promise<void> {
    const { organisation, displayName, role, identityKey, enrolledAtMs } = member
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
    await writeKeys(tx, [freshKey(organisation, identityKey, [])])
    const account = accountFor(role, organisation)
    if (account !== undefined) {
      const opened = await ledger.openAccount(tx, { ...account, asset: 'credit', minimumUnits: 0n })
      if (opened.kind === 'rejected')
        throw new Error(`the account ${account.id} cannot be opened: ${opened.reason}`)
    }
  }

  const hasLiveKey = (organisation: string) =>
    keys.all().some(key => key.organisation === organisation && !isOver(key.state))

  return {
    keys,
    find: organisation => byOrganisation.get(organisation),
    organisationOf: key => keys.ofKey(key)?.organisation,
    lookupAt: version => holdersAt(keys.all(), version, memberOf),
    registry: () => registryOf(keys.all(), memberOf, signer),
    async invite({ organisation, role, validForMs }) {
      if (!organisationPattern.test(organisation)) return badOrganisation(organisation)
      const enrolled = byOrganisation.get(organisation)
      if (enrolled !== undefined && (enrolled.role !== role || hasLiveKey(organisation)))
        return organisationTaken(organisation)
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
      const known = keys.ofKey(toHex(identityKey))
      if (known !== undefined) return answerKnown(memberOf(known.organisation), known, organisation)
      const answer = await storage.transaction(async tx => {
        const found = await tx
          .selectFrom('invitation')
          .selectAll()
          .where('code_hash', '=', hashCode(invitation))
          .executeTakeFirst()
        if (found === undefined || found.used_at_ms !== null || found.organisation !== organisation)
          return badInvitation()
        if (Number(found.expires_at_ms) < world.nowMs()) return badInvitation()
        if (await isRegistered(tx, identityKey)) return keyTaken()
        const useInvitation = () =>
          tx
            .updateTable('invitation')
            .set({ used_at_ms: BigInt(world.nowMs()) })
            .where('code_hash', '=', found.code_hash)
            .execute()
        const enrolled = byOrganisation.get(organisation)
        if (enrolled !== undefined) {
          // Its keys are all revoked or expired: the operator let it come back, under a new one.
          if (hasLiveKey(organisation)) return organisationTaken(organisation)
          await useInvitation()
          const earlier = await readRing(tx, organisation)
          await writeKeys(tx, [freshKey(organisation, identityKey, earlier)])
          return granted(enrolled)
        }
        const member: Member = {
          organisation,
          displayName: displayName.trim() || organisation,
          role: found.role as Role,
          identityKey,
          enrolledAtMs: world.nowMs(),
        }
        await useInvitation()
        await insert(tx, member)
        return granted(member)
      })
      if (answer.kind === 'refused') return answer
      // Commit point.
      remember(answer.value)
      await keys.refresh()
      return granted({
        ...answer.value,
        identityKey,
        keyVersion: keys.ofKey(toHex(identityKey))?.version ?? 1,
      })
    },
    hasLiveKey,
    async install(member) {
      const { organisation, identityKey } = member
      const isNew = !byOrganisation.has(organisation)
      await storage.transaction(async tx => {
        if (isNew) return insert(tx, member)
        await writeKeys(tx, [freshKey(organisation, identityKey, await readRing(tx, organisation))])
      })
      if (isNew) remember(member)
      await keys.refresh()
    },
  }
}

function accountFor(role: Role, organisation: string) {
  if (role === 'buyer') return { id: buyerAccount(organisation), kind: 'buyer' } as const
  if (role === 'holder' || role === 'evaluator')
    return { id: payableAccount(organisation), kind: 'payable' } as const
  return undefined
}

function hashCode(code: string): string {
  return toHex(sha256(utf8(code)))
}

function badInvitation() {
  return refused(
    'invitation-invalid',
    'the invitation is unknown, used, expired, or for another organisation; ask the operator for a new one',
    { field: 'invitation' },
  )
}

function badOrganisation(organisation: string) {
  return refused(
    'malformed',
    `${JSON.stringify(organisation)} cannot be an organisation's id: use 2 to 40 lower-case letters, digits and hyphens`,
    { field: 'organisation' },
  )
}

function organisationTaken(organisation: string) {
  return refused(
    'organisation-taken',
    `${organisation} is enrolled already; it can be invited again once none of its keys is live`,
    {
      field: 'organisation',
    },
  )
}

function keyTaken() {
  return refused('already-enrolled', 'this key was enrolled before; make a new one', { field: 'identityKey' })
}

function answerKnown(member: Member, key: KeyRecord, organisation: string): Answer<Member> {
  if (!isLive(key.state)) return keyTaken()
  if (member.organisation === organisation)
    return granted({ ...member, identityKey: key.publicKey, keyVersion: key.version })
  return refused('already-enrolled', `this key is enrolled already, for ${member.organisation}`, {
    field: 'identityKey',
  })
}
