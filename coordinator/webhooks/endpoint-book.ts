/** All webhooks as this process knows them, for every event is held against them. The rows decide; whoever changes one changes both. */
import type { Members } from '../auth/members.ts'
import { createQueue } from '../queue.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import type { Endpoint } from './webhook-store.ts'
import { deleteEndpoint, insertEndpoint, readEndpoints, updateEndpoint } from './webhook-store.ts'

export interface EndpointBook {
  all(): readonly Endpoint[]
  find(webhookId: string): Endpoint | undefined
  /** Whether anything may be sent there: not after 410, and not once whoever added it could not watch any more. */
  isTold(endpoint: Endpoint): boolean
  /** The key that added it was revoked: somebody else may have had it. */
  isKeyRevoked(endpoint: Endpoint): boolean
  /** Writes a new one, or what `refuse` answers instead. */
  add<T>(endpoint: Endpoint, refuse: (tx: Transaction) => Promise<T | undefined>): Promise<T | undefined>
  /** Changes one that is there; `also` runs in the same transaction. Of one that was removed meanwhile, nothing. */
  change(
    webhookId: string,
    changes: Partial<Endpoint>,
    also?: (tx: Transaction) => Promise<unknown>,
  ): Promise<void>
  remove(webhookId: string): Promise<void>
}

export async function openEndpointBook(
  storage: Storage,
  members: Pick<Members, 'keys' | 'hasLiveKey'>,
  world: Pick<World, 'nowMs'>,
): Promise<EndpointBook> {
  const byId = new Map((await readEndpoints(storage.db)).map(endpoint => [endpoint.webhookId, endpoint]))
  // One change at a time: none puts back what another one took away.
  const queue = createQueue()
  const isKeyRevoked = ({ keyId }: Endpoint) => members.keys.find(keyId)?.state === 'revoked'
  return {
    all: () => [...byId.values()],
    find: webhookId => byId.get(webhookId),
    isTold: endpoint => !endpoint.isGone && !isKeyRevoked(endpoint) && members.hasLiveKey(endpoint),
    isKeyRevoked,
    async add(endpoint, refuse) {
      const refusal = await storage.transaction(async tx => {
        const found = await refuse(tx)
        if (found === undefined) await insertEndpoint(tx, endpoint)
        return found
      })
      if (refusal === undefined) byId.set(endpoint.webhookId, endpoint)
      return refusal
    },
    change: (webhookId, changes, also) =>
      queue.run(async () => {
        const endpoint = byId.get(webhookId)
        if (endpoint === undefined) return
        const changed = { ...endpoint, ...endedOverlap(endpoint, world.nowMs()), ...changes }
        await storage.transaction(async tx => {
          await updateEndpoint(tx, changed)
          await also?.(tx)
        })
        byId.set(webhookId, changed)
      }),
    remove: webhookId =>
      queue.run(async () => {
        await storage.transaction(tx => deleteEndpoint(tx, webhookId))
        byId.delete(webhookId)
      }),
  }
}

/** The secret before is kept no longer than it signs. */
function endedOverlap({ overlapEndsAtMs }: Endpoint, nowMs: number): Partial<Endpoint> {
  return overlapEndsAtMs > nowMs ? {} : { previousSecret: undefined, overlapEndsAtMs: 0 }
}
