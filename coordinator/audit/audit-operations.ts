import { fromHex, toHex } from '../../aggregation/index.ts'
import { encodeAuditEvent } from '../../protos/audit/index.ts'
import { granted } from '../../protos/reasons.ts'
import type { CoordinatorService } from '../../protos/service.ts'
import { seesEveryEvent } from '../auth/sight.ts'
import type { Storage } from '../storage/index.ts'
import { nextBatch } from './audit-store.ts'

const none = { number: 0, count: 0, root: new Uint8Array(), leafIndex: 0, entries: [] }

/** What members ask of the audit: all of it, or what is of their organisation. */
export function auditOperations({
  storage,
}: {
  readonly storage: Storage
}): Pick<CoordinatorService, 'getAuditBatch'> {
  return {
    async getAuditBatch({ role, organisation }, { keyId, ...span }) {
      const search = {
        ...span,
        keyId: toHex(keyId),
        organisation: seesEveryEvent(role) ? '' : organisation,
      }
      const batch = await storage.transaction(tx => nextBatch(tx, search))
      if (batch === undefined) return granted(none)
      const { number, count, root, leafIndex, events } = batch
      const entries = events.map(({ place, event, path }) => ({
        place,
        event: encodeAuditEvent(event),
        path: path.map(fromHex),
      }))
      return granted({ number, count, root: fromHex(root), leafIndex, entries })
    },
  }
}
