/** Who is told of what: the one rule behind the watch stream and webhooks. */
import type { EventKind, ParleyEvent } from '../../protos/events.ts'
import { seesEveryBounty } from '../auth/sight.ts'
import { isShownTo, type Onlooker, readBounty } from '../bounties/bounty-store.ts'
import type { Storage } from '../storage/index.ts'

/** About keys of one organisation, which nobody else is told of. */
const ofKeys: ReadonlySet<EventKind> = new Set(['key-changed', 'key-ends', 'key-alarm'])

/** Whether `onlooker` is told of an event. What it was shown once stays so, for as long as this function is kept. */
export function toldTo(
  { db }: Pick<Storage, 'db'>,
  onlooker: Onlooker,
): (event: ParleyEvent) => Promise<boolean> {
  const shown = new Set<string>()
  return async ({ kind, organisation, bountyId }) => {
    if (ofKeys.has(kind)) return isOwn(onlooker, organisation)
    if (bountyId !== undefined && !shown.has(bountyId)) {
      if (!(await isShownTo(db, onlooker, bountyId))) return false
      shown.add(bountyId)
    }
    if (kind !== 'holder-declined' || isOwn(onlooker, organisation)) return true
    return (await readBounty(db, bountyId!))?.buyer === onlooker.organisation
  }
}

/** Its own, or that of one who sees all. */
export function isOwn({ role, organisation }: Onlooker, whose: string | undefined): boolean {
  return seesEveryBounty(role) || organisation === whose
}
