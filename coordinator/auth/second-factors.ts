/**
 * One-time codes by time (RFC 6238: SHA-1, six digits, 30 s, as authenticators have them) beside a member's key: what a person has in another
 * device. A code counts once, also where two processes are shown it, and whoever guesses has to wait. Secrets lie sealed.
 */
import { openRecord, sealRecord, utf8 } from '../../aggregation/index.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { CoordinatorService } from '../../protos/service.ts'
import type { Empty } from '../../protos/types.ts'
import type { Audit } from '../audit/index.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import type { ConfirmationPolicy } from './confirmation.ts'
import { type KeyOwner, ownerOf } from './key-states.ts'
import { stepOf, totpOf } from './one-time-codes.ts'
import { mayPutOut } from './sides.ts'

export interface SecondFactorParts {
  readonly storage: Storage
  readonly world: Pick<World, 'nowMs' | 'random'>
  readonly audit: Pick<Audit, 'record'>
  readonly events: Pick<EventHub, 'publish'>
  readonly confirmation: Pick<ConfirmationPolicy, 'needsSecondFactor'>
  readonly doorKeys: {
    /** 32 bytes, nowhere in the database. */
    readonly secondFactors: Uint8Array
  }
}

/** What a code comes to. */
export type CodeAnswer = 'good' | 'no-factor' | 'missing' | 'wrong' | 'blocked' | 'wait' | 'too-young'

/** Wrong codes after which the next has to wait, and how long: twice as long each time, up to a day, until one is good. */
const mostFailures = 5
const [firstWaitMs, longestWaitMs] = [15 * 60_000, 24 * 3_600_000]
/**
 * Where codes are insisted on, a first one counts a day after it was added, but for whoever enrolled within a day: whoever has stolen a key
 * adds none of its own in the meantime, and its owner is told.
 */
const firstFactorWaitMs = 24 * 3_600_000
const secretBytes = 20

/** Looks at a code, and counts it: a good one is used up. */
export type CheckCode = (owner: KeyOwner, code: string) => Promise<CodeAnswer>

export interface SecondFactors {
  readonly operations: Pick<
    CoordinatorService,
    'addSecondFactor' | 'confirmSecondFactor' | 'resetSecondFactor'
  >
  /** A transaction in which codes are looked at; whoever guesses at them in it has the key's owner told once it is committed. */
  withCodes<T>(work: (tx: Transaction, check: CheckCode) => Promise<T>): Promise<T>
}

export function secondFactorsOf({
  storage,
  world,
  audit,
  events,
  confirmation,
  doorKeys,
}: SecondFactorParts): SecondFactors {
  const placeOf = ({ organisation, role }: KeyOwner) => ({
    key: doorKeys.secondFactors,
    purpose: 'parley/v1/second-factor',
    of: [utf8(organisation), utf8(role)],
  })

  function open(sealed: Uint8Array, owner: KeyOwner): Uint8Array {
    const secret = openRecord(sealed, placeOf(owner))
    if (secret === undefined)
      throw new Error(`the second factor of ${owner.organisation} was sealed under another key, or altered`)
    return secret
  }

  async function record(
    tx: Transaction,
    kind: 'second-factor-added' | 'second-factor-reset' | 'second-factor-refused',
    { organisation, role }: KeyOwner,
    detail: string,
  ): Promise<void> {
    await audit.record(tx, auditEvent({ atMs: world.nowMs(), kind, organisation, role, detail }))
  }

  async function rowOf(tx: Transaction, { organisation, role }: KeyOwner) {
    return tx
      .selectFrom('second_factor')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('role', '=', role)
      .forUpdate()
      .executeTakeFirst()
  }

  function update(tx: Transaction, { organisation, role }: KeyOwner) {
    return tx.updateTable('second_factor').where('organisation', '=', organisation).where('role', '=', role)
  }

  /** Holds a code against a secret that lies sealed in the owner's row. */
  async function holdAgainst(
    tx: Transaction,
    owner: KeyOwner,
    row: NonNullable<Awaited<ReturnType<typeof rowOf>>>,
    sealed: Uint8Array,
    code: string,
  ): Promise<CodeAnswer> {
    const nowMs = world.nowMs()
    if (Number(row.blocked_until_ms) > nowMs) return 'wait'
    if (code === '') return 'missing'
    const step = stepOf(open(sealed, owner), code, nowMs)
    if (step !== undefined && step > Number(row.last_step)) {
      await update(tx, owner)
        .set({ last_step: BigInt(step), failures: 0, blocks: 0 })
        .execute()
      return 'good'
    }
    const failures = row.failures + 1
    if (failures < mostFailures) {
      await update(tx, owner).set({ failures }).execute()
      return 'wrong'
    }
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(row.blocks, 10))
    await update(tx, owner)
      .set({ failures: 0, blocks: row.blocks + 1, blocked_until_ms: BigInt(nowMs + waitMs) })
      .execute()
    await record(tx, 'second-factor-refused', owner, `${mostFailures} wrong codes`)
    return 'blocked'
  }

  async function countsFrom(
    tx: Transaction,
    { organisation, role }: KeyOwner,
    before: { readonly secret: Uint8Array | null; readonly counts_from_ms: bigint },
  ): Promise<number> {
    const nowMs = world.nowMs()
    const hadOne = before.secret !== null && Number(before.counts_from_ms) <= nowMs
    if (hadOne || !confirmation.needsSecondFactor) return nowMs
    const member = await tx
      .selectFrom('member')
      .select('enrolled_at_ms')
      .where('organisation', '=', organisation)
      .where('role', '=', role)
      .executeTakeFirst()
    const isNew = member !== undefined && nowMs - Number(member.enrolled_at_ms) < firstFactorWaitMs
    return isNew ? nowMs : nowMs + firstFactorWaitMs
  }

  async function check(tx: Transaction, owner: KeyOwner, code: string): Promise<CodeAnswer> {
    const row = await rowOf(tx, owner)
    if (row?.secret == null) return 'no-factor'
    if (Number(row.counts_from_ms) > world.nowMs()) return 'too-young'
    return holdAgainst(tx, owner, row, row.secret, code)
  }

  async function withCodes<T>(work: (tx: Transaction, check: CheckCode) => Promise<T>): Promise<T> {
    let guessedAt: KeyOwner | undefined
    const done = await storage.transaction(tx => {
      guessedAt = undefined
      return work(tx, async (owner, code) => {
        const answer = await check(tx, owner, code)
        if (answer === 'blocked') guessedAt = owner
        return answer
      })
    })
    // Commit point.
    if (guessedAt !== undefined) {
      const { organisation, role } = guessedAt
      const reason = `wrong codes were given as ${role}: if it was not you, revoke the key`
      events.publish({ kind: 'key-alarm', organisation, reason })
    }
    return done
  }

  const operations: SecondFactors['operations'] = {
    async addSecondFactor(caller, { code }) {
      const owner = ownerOf(caller)
      if (owner === undefined) return notEnrolled()
      const secret = world.random.bytes(secretBytes)
      return withCodes(async (tx, check): Promise<Answer<{ uri: string }>> => {
        const present = await check(owner, code)
        // What does not count yet may be replaced without it: its owner may not be who added it.
        if (present !== 'good' && present !== 'no-factor' && present !== 'too-young')
          return codeRefused(present)
        const proposed = Buffer.from(sealRecord(secret, placeOf(owner), world.random))
        await tx
          .insertInto('second_factor')
          .values({ ...owner, proposed })
          .onConflict(conflict => conflict.columns(['organisation', 'role']).doUpdateSet({ proposed }))
          .execute()
        return granted({ uri: totpOf(secret, `${owner.organisation} (${owner.role})`).toString() })
      })
    },
    async confirmSecondFactor(caller, { code }) {
      const owner = ownerOf(caller)
      if (owner === undefined) return notEnrolled()
      const confirmed = await storage.transaction(async (tx): Promise<Answer<Empty>> => {
        const row = await rowOf(tx, owner)
        if (row?.proposed == null)
          return refused('wrong-state', 'there is no second factor to confirm; add one first')
        // Steps of the one before say nothing of this one.
        const answer = await holdAgainst(tx, owner, { ...row, last_step: 0n }, row.proposed, code)
        if (answer !== 'good') return codeRefused(answer)
        const countsFromMs = await countsFrom(tx, owner, row)
        await record(tx, 'second-factor-added', owner, '')
        await update(tx, owner)
          .set({ secret: row.proposed, proposed: null, counts_from_ms: BigInt(countsFromMs) })
          .execute()
        return granted({})
      })
      // Commit point.
      const { organisation } = owner
      if (confirmed.kind === 'granted')
        events.publish({
          ...{ kind: 'key-alarm', organisation },
          reason: `a second factor was added as ${owner.role}: if it was not you, revoke the key`,
        })
      return confirmed
    },
    async resetSecondFactor(caller, { organisation, role }) {
      if (!mayPutOut(caller.role, role) && caller.role !== 'operator')
        return refused(
          'forbidden',
          `a ${caller.role} resets nobody who is ${role}, which the operator does`,
          {
            field: 'role',
          },
        )
      const owner = { organisation, role }
      const isGone = await storage.transaction(async tx => {
        const had = await clearSecondFactor(tx, owner)
        if (had) await record(tx, 'second-factor-reset', owner, `by ${caller.organisation} ${caller.role}`)
        return had
      })
      if (!isGone)
        return refused('not-found', `${organisation} has no second factor as ${role}`, {
          field: 'organisation',
        })
      const reason = `the second factor as ${role} was taken away by ${caller.organisation} (${caller.role})`
      events.publish({ kind: 'key-alarm', organisation, reason })
      return granted({})
    },
  }
  return { withCodes, operations }
}

/** Takes a member's second factor away; whether there was one. */
export async function clearSecondFactor(tx: Transaction, { organisation, role }: KeyOwner): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('second_factor')
    .where('organisation', '=', organisation)
    .where('role', '=', role)
    .executeTakeFirstOrThrow()
  return numDeletedRows === 1n
}

/** Why a code does not do. */
export function codeRefused(answer: Exclude<CodeAnswer, 'good'>): Refusal {
  const words = {
    'no-factor':
      'this call needs a code, and no second factor is there: add one by `parley keys second-factor`',
    missing: 'this call needs a code of your second factor',
    wrong: 'the code is wrong, was used before, or is of another minute; wait for the next one',
    'too-young':
      'your second factor counts a day after it was added; it was added by whoever had your key, and its owner was told',
    blocked: 'too many wrong codes: the next has to wait, and the owner of the key is told',
    wait: 'there were too many wrong codes: wait, a quarter of an hour after the first five, longer after more',
  }
  return refused('code-needed', words[answer], { field: 'code' })
}

function notEnrolled(): Refusal {
  return refused('forbidden', 'only members have second factors')
}
