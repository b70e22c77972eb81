/**
 * Who is enrolled, in which role of which organisation, and with which keys. The lists live in the database; copies are kept here because
 * every request and every message of a round looks somebody up. The Merkle root over all keys, signed by the coordinator, is the
 * registry that rosters are drawn from.
 */
import {
  buyerAccount,
  payableAccount,
  type RegistryLookup,
  type Signer,
  toHex,
} from '../../aggregation/index.ts'
import type { KeyEnvironment } from '../../protos/api-key.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
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
import type { Audit } from '../audit/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import { type ApiKeyBook, openApiKeyBook } from './api-key-book.ts'
import { answerKnown, keyTaken, refusalToAdd } from './enrolment-rules.ts'
import { addInvitation, badInvitation, faultOfCode, unusedInvitation, useInvitation } from './invitations.ts'
import { type KeyBook, openKeyBook } from './key-book.ts'
import {
  isLive,
  isOver,
  type KeyOwner,
  type KeyPolicy,
  type KeyRecord,
  keyAt,
  newKey,
  usualKeyPolicy,
} from './key-states.ts'
import { isRegistered, readRing, writeKeys } from './key-store.ts'
import { holdersAt, registryOf } from './member-registry.ts'
import { clearRecovery } from './recovery-store.ts'
import { clearSecondFactor } from './second-factors.ts'
import { invitedByOfficer, mayInvite } from './sides.ts'

export interface Members {
  /** Reading it again and writing its uses down does the same for the API keys. */
  readonly keys: KeyBook
  readonly apiKeys: ApiKeyBook
  /** Of an organisation's members the one that takes part in bounties and has the account, with the key that it enrolled with; there is one at most. */
  find(organisation: string): Party | undefined
  /** Whether anybody of an organisation is enrolled. */
  has(organisation: string): boolean
  /** Of any key that any member ever had. */
  organisationOf(identityKeyHex: string): string | undefined
  /** Identity key to organisation in a version of the registry, for rosters: holders only. */
  lookupAt(registryVersion: number): RegistryLookup
  registry(): Registry
  invite(inviter: Pick<Caller, 'role' | 'identityKey'>, request: InviteRequest): Promise<Answer<Invitation>>
  enrol(request: EnrolRequest, signingKey: Uint8Array): Promise<Answer<Member>>
  /** Whether any key of a member signs, or will. */
  hasLiveKey(owner: KeyOwner): boolean
  /** Whether any key of a member signs, as its rows stand. */
  signs(owner: KeyOwner): Promise<boolean>
  /** Enrols without an invitation: the operator at the first start, or under a new key once all of its keys have ended. */
  install(member: Member): Promise<void>
}

export interface MembersOptions {
  readonly policy?: KeyPolicy
  readonly audit?: Pick<Audit, 'record'>
  /** In which invitations are good; `dev` unless given. */
  readonly environment?: KeyEnvironment
}

export async function openMembers(
  storage: Storage,
  ledger: Ledger,
  signer: Signer,
  world: World,
  { policy = usualKeyPolicy, audit, environment = 'dev' }: MembersOptions = {},
): Promise<Members> {
  const byOwner = new Map<string, Member>()
  const parties = new Map<string, Party>()
  const remember = (member: Member) => {
    byOwner.set(nameOf(member), member)
    if (isParty(member)) parties.set(member.organisation, member)
  }
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
  /** Enrolled by another process. */
  async function readNewMembers(): Promise<void> {
    if (book.all().some(key => !byOwner.has(nameOf(key)))) await readMembers()
  }
  const keys: KeyBook = {
    ...book,
    async refresh() {
      await book.refresh()
      await readNewMembers()
      await apiKeys.refresh()
    },
    async catchUp() {
      await book.catchUp()
      await readNewMembers()
    },
    async flushUses() {
      await book.flushUses()
      await apiKeys.flushUses()
    },
  }
  const apiKeys = openApiKeyBook(storage, world, owner =>
    book.all().some(key => isOf(key, owner) && isLive(key.state)),
  )
  const memberOf = (owner: KeyOwner) => byOwner.get(nameOf(owner))!

  /** The next key of a member, good from now on; its first one unless others are given. */
  function freshKey(
    { organisation, role }: KeyOwner,
    publicKey: Uint8Array,
    earlier: readonly KeyRecord[],
  ): KeyRecord {
    const nowMs = world.nowMs()
    const key = {
      organisation,
      role,
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
    await writeKeys(tx, [freshKey(member, identityKey, [])])
    const account = accountFor(role, organisation)
    if (account !== undefined) {
      const opened = await ledger.openAccount(tx, { ...account, asset: 'credit', minimumUnits: 0n })
      if (opened.kind === 'rejected')
        throw new Error(`the account ${account.id} cannot be opened: ${opened.reason}`)
    }
  }

  async function record(
    tx: Transaction,
    kind: 'member-invited' | 'member-enrolled',
    { organisation, role }: KeyOwner,
    key?: Uint8Array,
  ): Promise<void> {
    const keyId = key === undefined ? '' : toHex(keyIdOf(key))
    await audit?.record(tx, auditEvent({ atMs: world.nowMs(), kind, organisation, role, keyId }))
  }

  const hasLiveKey = (owner: KeyOwner) => keys.all().some(key => isOf(key, owner) && !isOver(key.state))

  /** A member whose keys are all revoked or expired: whoever invites lets it come back, under a new one. */
  const returning = (owner: KeyOwner) => (hasLiveKey(owner) ? undefined : byOwner.get(nameOf(owner)))

  return {
    keys,
    apiKeys,
    find: organisation => parties.get(organisation),
    has: organisation => [...byOwner.values()].some(member => member.organisation === organisation),
    organisationOf: key => keys.ofKey(key)?.organisation,
    lookupAt: version => holdersAt(keys.all(), version),
    registry: () => registryOf(keys.all(), memberOf, signer),
    async invite({ role: inviter, identityKey }, { organisation, role, validForMs }) {
      if (!mayInvite(inviter, role)) {
        return refused(
          'forbidden',
          `a ${inviter} invites nobody as ${role}, which the operator does; but as ${invitedByOfficer.join(', ')}`,
          { field: 'role' },
        )
      }
      const present = [...byOwner.values()].filter(member => member.organisation === organisation)
      const refusal =
        returning({ organisation, role }) === undefined
          ? refusalToAdd(organisation, role, present)
          : undefined
      if (refusal !== undefined) return refusal
      const invitation = await storage.transaction(async tx => {
        await record(tx, 'member-invited', { organisation, role })
        const keyId = toHex(keyIdOf(identityKey))
        return addInvitation(tx, { organisation, role }, validForMs, environment, keyId, world)
      })
      return granted(invitation)
    },
    async enrol(request, signingKey) {
      const { invitation, organisation, displayName, identityKey } = request
      if (toHex(identityKey) !== toHex(signingKey)) {
        return refused('signature-invalid', 'the request must be signed with the key that is enrolled', {
          field: 'identityKey',
        })
      }
      const fault = faultOfCode(invitation, environment)
      if (fault !== undefined) return fault
      const known = keys.ofKey(toHex(identityKey))
      const answer = await storage.transaction(async (tx): Promise<Answer<Member>> => {
        const found = await unusedInvitation(tx, invitation)
        if (known !== undefined) {
          if (!isLive(known.state)) return keyTaken()
          return answerKnown(memberOf(known), organisation, found?.role)
        }
        if (found === undefined || found.organisation !== organisation) return badInvitation()
        if (Number(found.expires_at_ms) < world.nowMs()) return badInvitation()
        if (await isRegistered(tx, identityKey)) return keyTaken()
        const role = found.role as Role
        const back = returning({ organisation, role })
        if (back !== undefined) {
          await useInvitation(tx, found.code_hash, world.nowMs())
          await writeKeys(tx, [freshKey(back, identityKey, await readRing(tx, back))])
          // Whoever had the keys of before may have named these.
          await clearRecovery(tx, back)
          await clearSecondFactor(tx, back)
          await record(tx, 'member-enrolled', back, identityKey)
          return granted(back)
        }
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
        await useInvitation(tx, found.code_hash, world.nowMs())
        await insert(tx, member)
        await record(tx, 'member-enrolled', member, identityKey)
        return granted(member)
      })
      if (answer.kind === 'refused') return answer
      // Commit point.
      if (known === undefined) {
        remember(answer.value)
        await keys.refresh()
      }
      return granted({
        ...answer.value,
        identityKey,
        keyVersion: keys.ofKey(toHex(identityKey))?.version ?? 1,
      })
    },
    hasLiveKey,
    async signs(owner) {
      const ring = await readRing(storage.db, owner)
      return ring.some(key => isLive(keyAt(key, world.nowMs(), policy).state))
    },
    async install(member) {
      const isNew = !byOwner.has(nameOf(member))
      await storage.transaction(async tx => {
        if (isNew) return insert(tx, member)
        await writeKeys(tx, [freshKey(member, member.identityKey, await readRing(tx, member))])
      })
      if (isNew) remember(member)
      await keys.refresh()
    },
  }
}

function isOf(key: KeyOwner, { organisation, role }: KeyOwner): boolean {
  return key.organisation === organisation && key.role === role
}

/** Of all members, this one alone has. */
function nameOf({ organisation, role }: KeyOwner): string {
  return `${organisation} ${role}`
}

function accountFor(role: Role, organisation: string) {
  if (role === 'buyer') return { id: buyerAccount(organisation), kind: 'buyer' } as const
  if (role === 'holder' || role === 'evaluator')
    return { id: payableAccount(organisation), kind: 'payable' } as const
  return undefined
}
