/** Webhooks over a database in memory, with one member in each role and a clock that is moved. */
import type { ExecutionContext, TestFn } from 'ava'
import type { Members } from '../../coordinator/auth/members.ts'
import { createEventHub, type EventHub } from '../../coordinator/events/event-hub.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import { openWebhooks, webhookOperations } from '../../coordinator/webhooks/index.ts'
import type { Caller } from '../../protos/service.ts'
import type { Role } from '../../protos/types.ts'
import { type EnrolledRoles, enrolEveryRole } from './enrolled-roles.ts'
import { type MovedClock, movedClock } from './moved-clock.ts'

export interface WebhookScene {
  readonly storage: Storage
  readonly members: Members
  readonly clock: MovedClock
  readonly events: EventHub
  readonly operations: ReturnType<typeof webhookOperations>
  /** What was told of outcomes, in order. */
  readonly outcomes: readonly string[]
  caller(role: Role): Caller
  /** Resolves when so many outcomes were told since the start. */
  settled(count: number): Promise<void>
  close(): Promise<void>
  /** The same again after a restart, on what was written. */
  reopen(changes?: { readonly toPrivate?: boolean }): Promise<WebhookScene>
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Opens scenes on one database, one after another; each begins without webhooks. */
export function useWebhookScenes(
  test: TestFn,
): (t: ExecutionContext, toPrivate?: boolean) => Promise<WebhookScene> {
  let enrolled: EnrolledRoles
  test.before('the database opens', async t => {
    enrolled = await enrolEveryRole()
    t.pass()
  })
  test.after.always('the database closes', async t => {
    await enrolled.storage.close()
    t.pass()
  })
  return async (t, toPrivate = true) => {
    await enrolled.storage.db.deleteFrom('webhook').execute()
    return openScene(t, enrolled, toPrivate)
  }
}

async function openScene(
  t: ExecutionContext,
  enrolled: EnrolledRoles,
  toPrivate: boolean,
): Promise<WebhookScene> {
  const clock = movedClock()

  async function open(members: Members, isPrivate: boolean): Promise<WebhookScene> {
    const { storage, signers } = enrolled
    const { world } = clock
    const events = createEventHub(world.nowMs)
    const outcomes: string[] = []
    const waiting: { readonly count: number; readonly resolve: () => void }[] = []
    const webhooks = await openWebhooks(
      { storage, members, events, world, journal: quiet },
      {
        sealKey: new Uint8Array(32).fill(9),
        toPrivate: isPrivate,
        onOutcome: (outcome, count) => {
          for (let i = 0; i < count; i++) outcomes.push(outcome)
          for (const { count: wanted, resolve } of waiting) if (outcomes.length >= wanted) resolve()
        },
      },
    )
    let isClosed = false
    const close = async () => {
      if (isClosed) return
      isClosed = true
      events.close()
      await webhooks.close()
    }
    t.teardown(close)
    return {
      ...{ storage, members, clock, events, outcomes, close },
      operations: webhookOperations({ storage, world, journal: quiet }, webhooks),
      caller: role => ({
        ...{ organisation: `of-${role}`, role, idempotencyKey: '' },
        identityKey: signers.get(role)!.publicKey,
      }),
      settled: count =>
        new Promise(resolve => {
          if (outcomes.length >= count) resolve()
          else waiting.push({ count, resolve })
        }),
      async reopen(changes = {}) {
        await close()
        return open(await enrolled.reopened(), changes.toPrivate ?? isPrivate)
      },
    }
  }

  return open(enrolled.members, toPrivate)
}
