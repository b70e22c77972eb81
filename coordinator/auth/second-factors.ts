/**
 * One-time codes by time (RFC 6238: SHA-1, six digits, 30 s, as authenticators have them) beside a member's key: what a person has in another
 * device. A code counts once, also where two processes are shown it, and whoever guesses has to wait. Secrets lie sealed.
 */
import { Secret, TOTP } from 'otpauth'
import {
  concat,
  enc,
  hkdf,
  openSecretbox,
  type RandomSource,
  sealSecretbox,
  utf8,
} from '../../aggregation/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { CoordinatorService } from '../../protos/service.ts'
import type { Empty } from '../../protos/types.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import type { KeyOwner } from './key-states.ts'
import type { ConfirmationPolicy } from './transactions.ts'

export interface SecondFactorParts {
  readonly storage: Storage
  readonly world: Pick<World, 'nowMs' | 'random'>
  readonly events: Pick<EventHub, 'publish'>
  readonly confirmation: Pick<ConfirmationPolicy, 'needsSecondFactor'>
  readonly doorKeys: {
    /** 32 bytes, nowhere in the database. */
    readonly secondFactors: Uint8Array
  }
}

/** What a code comes to. */
export type CodeAnswer = 'good' | 'no-factor' | 'missing' | 'wrong' | 'wait' | 'too-young'

const periodS = 30
/** Codes of the step before and after count too: clocks differ, and people type. */
const stepsAside = 1
/** Wrong codes that cost nothing, then how long the next has to wait. */
const freeFailures = 5
const waitMs = 15 * 60_000
/**
 * Where codes are insisted on, a first one counts a day after it was added, but for whoever enrolled within a day: whoever has stolen a key
 * adds none of its own in the meantime, and its owner is told.
 */
const firstFactorWaitMs = 24 * 3_600_000
const [secretBytes, nonceBytes] = [20, 24]

export interface SecondFactors {
  readonly operations: Pick<
    CoordinatorService,
    'addSecondFactor' | 'confirmSecondFactor' | 'resetSecondFactor'
  >
  /** Looks at a code, and counts it: a good one is used up. */
  check(tx: Transaction, owner: KeyOwner, code: string): Promise<CodeAnswer>
}

export function secondFactorsOf({
  storage,
  world,
  events,
  confirmation,
  doorKeys,
}: SecondFactorParts): SecondFactors {
  const keyFor = ({ organisation, role }: KeyOwner) =>
    hkdf(doorKeys.secondFactors, utf8('parley/v1/second-factor'), enc(utf8(organisation), utf8(role)))

  const seal = (secret: Uint8Array, owner: KeyOwner, random: RandomSource) => {
    const nonce = random.bytes(nonceBytes)
    return Buffer.from(concat(nonce, sealSecretbox(secret, nonce, keyFor(owner))))
  }

  function open(sealed: Uint8Array, owner: KeyOwner): Uint8Array {
    const secret = openSecretbox(sealed.subarray(nonceBytes), sealed.subarray(0, nonceBytes), keyFor(owner))
    if (secret === undefined)
      throw new Error(`the second factor of ${owner.organisation} was sealed under another key, or altered`)
    return secret
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
        .set({ last_step: BigInt(step), failures: 0 })
        .execute()
      return 'good'
    }
    const failures = row.failures + 1
    const isTooMany = failures > freeFailures
    await update(tx, owner)
      .set({ failures: isTooMany ? 0 : failures, blocked_until_ms: BigInt(isTooMany ? nowMs + waitMs : 0) })
      .execute()
    return 'wrong'
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

  const operations: SecondFactors['operations'] = {
    async addSecondFactor(caller, { code }) {
      const owner = ownerOf(caller)
      if (owner === undefined) return notEnrolled()
      const secret = world.random.bytes(secretBytes)
      return storage.transaction(async (tx): Promise<Answer<{ uri: string }>> => {
        const present = await check(tx, owner, code)
        // What does not count yet may be replaced without it: its owner may not be who added it.
        if (present !== 'good' && present !== 'no-factor' && present !== 'too-young')
          return codeRefused(present)
        const proposed = seal(secret, owner, world.random)
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
    async resetSecondFactor(_caller, { organisation, role }) {
      return (await storage.transaction(tx => clearSecondFactor(tx, { organisation, role })))
        ? granted({})
        : refused('not-found', `${organisation} has no second factor as ${role}`, { field: 'organisation' })
    },
  }
  return { check, operations }
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
    wait: 'too many wrong codes: wait a quarter of an hour',
  }
  return refused('code-needed', words[answer], { field: 'code' })
}

function notEnrolled(): Refusal {
  return refused('forbidden', 'only members have second factors')
}

/** Nobody who is not enrolled. */
export function ownerOf({
  organisation,
  role,
}: {
  readonly organisation: string
  readonly role: KeyOwner['role'] | 'anyone'
}): KeyOwner | undefined {
  return role === 'anyone' ? undefined : { organisation, role }
}

function totpOf(secret: Uint8Array, label: string): TOTP {
  return new TOTP({
    ...{ issuer: 'Parley', label, algorithm: 'SHA1', digits: 6, period: periodS },
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  })
}

/** The step of time that the code is of, near now; undefined for none. */
function stepOf(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const delta = totpOf(secret, '').validate({ token: code, timestamp: nowMs, window: stepsAside })
  return delta === null ? undefined : Math.floor(nowMs / 1000 / periodS) + delta
}
