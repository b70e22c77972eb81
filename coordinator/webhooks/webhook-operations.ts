/** The operations on webhooks. A member sees and changes its own; secrets leave here once, in the answer that makes them. */
import { toHex } from '../../aggregation/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import type { Webhook, WebhookSecret } from '../../protos/types.ts'
import type { KeyOwner } from '../auth/key-states.ts'
import type { Parts } from '../parts.ts'
import { countWaiting } from './outbox-store.ts'
import { newSecret, sealSecret } from './secret.ts'
import { checkAddress } from './webhook-address.ts'
import { countEndpoints, type Endpoint } from './webhook-store.ts'
import type { Webhooks } from './webhooks.ts'

type WebhookOperations = Pick<
  CoordinatorService,
  'addWebhook' | 'listWebhooks' | 'rotateWebhook' | 'removeWebhook' | 'testWebhook'
>

/** Webhooks of one member. */
export const mostOfOneMember = 5
/** Both secrets sign for this long after a rotation. */
export const secretOverlapMs = 24 * 3_600_000
/** Between two trials of one member: an endpoint that somebody else runs is not to be flooded from here. */
const trialPauseMs = 5_000
/** Trials at the same time, of all members. */
const mostTrials = 4

export function webhookOperations(
  { storage, world, journal }: Pick<Parts, 'storage' | 'world' | 'journal'>,
  webhooks: Webhooks | undefined,
): WebhookOperations {
  if (webhooks === undefined) {
    const none = async () => refused('unavailable', 'this coordinator sends no webhooks')
    return {
      ...{ addWebhook: none, listWebhooks: none, rotateWebhook: none },
      ...{ removeWebhook: none, testWebhook: none },
    }
  }
  const { book, settings } = webhooks
  const triedMs = new Map<string, number>()
  let trials = 0

  function own(caller: Caller, webhookId: Uint8Array): Endpoint | Refusal {
    const endpoint = book.find(toHex(webhookId))
    if (endpoint !== undefined && isOf(endpoint, caller)) return endpoint
    return refused('not-found', `there is no webhook ${toHex(webhookId)} of ${caller.organisation}`, {
      field: 'webhookId',
    })
  }

  function shown(endpoint: Endpoint, waiting: number): Webhook {
    const { url, kinds, addedAtMs, overlapEndsAtMs, lastAttemptAtMs, lastOutcome } = endpoint
    return {
      ...{ url, kinds, addedAtMs, waiting, lastAttemptAtMs, lastOutcome },
      webhookId: new Uint8Array(Buffer.from(endpoint.webhookId, 'hex')),
      overlapEndsAtMs: overlapEndsAtMs > world.nowMs() ? overlapEndsAtMs : 0,
      state: endpoint.isGone ? 'gone' : book.isKeyRevoked(endpoint) ? 'key-revoked' : 'sending',
    }
  }

  return {
    async addWebhook(caller, { url, kinds }) {
      const owner = ownerOf(caller)
      if (owner === undefined) return refused('forbidden', 'webhooks are for members')
      if (kinds.length === 0)
        return refused('malformed', 'name at least one kind of event to be told of', { field: 'kinds' })
      const address = await checkAddress(url, settings.toPrivate, world)
      if (address.kind === 'refused') return address
      const webhookId = toHex(world.random.bytes(16))
      const secret = newSecret(world.random)
      const endpoint: Endpoint = {
        ...owner,
        ...{ webhookId, url: address.value, kinds: [...new Set(kinds)] },
        keyId: toHex(keyIdOf(caller.identityKey)),
        secret: sealSecret(secret, settings.sealKey, webhookId, world.random),
        ...{ previousSecret: undefined, overlapEndsAtMs: 0, addedAtMs: world.nowMs() },
        ...{ isGone: false, lastAttemptAtMs: 0, lastOutcome: '' },
      }
      const refusal = await book.add(endpoint, async tx =>
        (await countEndpoints(tx, owner)) < mostOfOneMember ? undefined : tooMany(),
      )
      if (refusal !== undefined) return refusal
      const { organisation, role } = owner
      journal.info({ webhookId, organisation, role }, 'a webhook was added')
      return granted({ webhook: shown(endpoint, 0), secret })
    },
    async listWebhooks(caller) {
      const endpoints = book.all().filter(endpoint => isOf(endpoint, caller))
      const waiting = await countWaiting(
        storage.db,
        endpoints.map(({ webhookId }) => webhookId),
      )
      return granted({
        webhooks: endpoints.map(endpoint => shown(endpoint, waiting.get(endpoint.webhookId) ?? 0)),
      })
    },
    async rotateWebhook(caller, { webhookId }): Promise<Answer<WebhookSecret>> {
      const endpoint = own(caller, webhookId)
      if ('kind' in endpoint) return endpoint
      const secret = newSecret(world.random)
      await book.change(endpoint.webhookId, {
        secret: sealSecret(secret, settings.sealKey, endpoint.webhookId, world.random),
        previousSecret: endpoint.secret,
        overlapEndsAtMs: world.nowMs() + secretOverlapMs,
      })
      const changed = book.find(endpoint.webhookId)
      if (changed === undefined) return own(caller, webhookId) as Refusal
      journal.info({ webhookId: endpoint.webhookId }, 'the secret of a webhook was replaced')
      const waiting = await countWaiting(storage.db, [endpoint.webhookId])
      return granted({ webhook: shown(changed, waiting.get(endpoint.webhookId) ?? 0), secret })
    },
    async removeWebhook(caller, { webhookId }) {
      const endpoint = own(caller, webhookId)
      if ('kind' in endpoint) return endpoint
      await book.remove(endpoint.webhookId)
      journal.info({ webhookId: endpoint.webhookId }, 'a webhook was removed')
      return granted({})
    },
    async testWebhook(caller, { webhookId }) {
      const endpoint = own(caller, webhookId)
      if ('kind' in endpoint) return endpoint
      const name = `${caller.role} ${caller.organisation}`
      const isSoon = world.nowMs() - (triedMs.get(name) ?? Number.NEGATIVE_INFINITY) < trialPauseMs
      if (isSoon || trials >= mostTrials)
        return refused('not-yet', `a webhook is tried once in ${trialPauseMs / 1000} s; try again then`)
      triedMs.set(name, world.nowMs())
      trials += 1
      const { kind, detail } = await webhooks.try(endpoint).finally(() => {
        trials -= 1
      })
      return granted({ isDelivered: kind === 'delivered', outcome: detail })
    },
  }
}

function isOf(endpoint: Endpoint, { organisation, role }: Caller): boolean {
  return endpoint.organisation === organisation && endpoint.role === role
}

function ownerOf({ organisation, role }: Caller): KeyOwner | undefined {
  return role === 'anyone' ? undefined : { organisation, role }
}

function tooMany(): Refusal {
  return refused(
    'wrong-state',
    `a member has at most ${mostOfOneMember} webhooks; remove one that is not needed`,
  )
}
