import type { AtDoor, DoorWatch } from '../../coordinator/auth/door-watch.ts'
import { auditEvent } from '../../protos/audit/index.ts'

/** Nobody waits; what is turned away is told, where somebody wants to know. */
export function watchOf(
  onTurnedAway: (seen: AtDoor, check: string, why: string) => void = () => undefined,
): DoorWatch {
  return {
    waitMs: () => 0,
    turnedAway: onTurnedAway,
    admitted: () => undefined,
    eventOf: () => auditEvent({ atMs: 0, kind: 'request-accepted' }),
  }
}
