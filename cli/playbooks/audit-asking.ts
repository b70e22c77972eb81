/** What playbooks ask of the audit, whose events are told once they stand in a batch, up to a minute later. */
import { toHex } from '../../aggregation/index.ts'
import { type AuditBundle, type AuditEvent, encodeAuditBundle } from '../../protos/audit/index.ts'
import { examine, readDocumentFile, writeNew } from '../../verifier/index.ts'
import { downloadAudit } from '../audit-download.ts'
import { timeText } from '../output.ts'
import type { Check } from './report.ts'
import { pause, type Scene } from './scene.ts'

/** The coordinator's clock may be ahead of ours, by as much as requests may be off. */
const clockMarginMs = 300_000

/** Batches from the first to the last that has an event since then; of a key its events alone. Their proofs are checked. */
export function auditOf(scene: Scene, sinceMs: number, keyId = ''): Promise<AuditBundle> {
  const { port, coordinatorKey, organisation, signer, nowMs } = scene
  const untilMs = nowMs() + clockMarginMs
  return downloadAudit({
    ...{ port, coordinatorKey, organisation, signer, nowMs, sinceMs, untilMs, keyId },
    onProgress: () => undefined,
  })
}

export function eventsOf(bundle: AuditBundle): readonly AuditEvent[] {
  return bundle.batches.flatMap(({ events }) => events.map(({ event }) => event))
}

/** The same, read again and again until it has enough, or the longest wait is over. */
export async function auditOnce(
  scene: Scene,
  sinceMs: number,
  areEnough: (events: readonly AuditEvent[]) => boolean,
): Promise<AuditBundle> {
  const deadlineMs = scene.nowMs() + scene.waits.longestMs
  for (;;) {
    const bundle = await auditOf(scene, sinceMs)
    if (areEnough(eventsOf(bundle)) || scene.nowMs() >= deadlineMs) return bundle
    await pause(scene)
  }
}

/** Writes a bundle beside the report, and has the file verified as anybody would. */
export async function writeAudit(
  scene: Scene,
  bundle: AuditBundle,
): Promise<{ readonly file: string; readonly check: Check }> {
  const file = `${scene.base}-audit.json`
  await writeNew(file, encodeAuditBundle(bundle), '--report')
  const { isValid, proves } = examine(await readDocumentFile(file), { coordinatorKey: scene.coordinatorKey })
  const how = `verified ${file} under the coordinator's key, as parley verify does`
  return { file, check: { claim: 'the export of the audit verifies', how, holds: isValid, detail: proves } }
}

/** Keys that were ended, and when, by the coordinator's clock. */
export interface EndedKey {
  readonly keyId: Uint8Array
  readonly endedAtMs: number
}

/** Waits until the audit tells of the ends, and looks for requests of these keys that were let in after. */
export async function acceptedAfter(scene: Scene, ended: readonly EndedKey[]): Promise<Check> {
  if (ended.length === 0) return endCheck([], ended)
  const earliestMs = Math.min(...ended.map(({ endedAtMs }) => endedAtMs))
  const bundle = await auditOnce(scene, earliestMs, events => endsToldIn(events, ended) === ended.length)
  return endCheck(eventsOf(bundle), ended)
}

function endsToldIn(events: readonly AuditEvent[], ended: readonly EndedKey[]): number {
  const told = new Set(events.filter(({ kind }) => kind === 'key-revoked').map(({ keyId }) => keyId))
  return ended.filter(({ keyId }) => told.has(toHex(keyId))).length
}

/**
 * What events say of the time after the ends. Pure. One that was let in within the milliseconds of the revocation's own transaction counts
 * as after it; where an end is not told, nothing is known.
 */
export function endCheck(events: readonly AuditEvent[], ended: readonly EndedKey[]): Check {
  const ends = new Map(ended.map(({ keyId, endedAtMs }) => [toHex(keyId), endedAtMs]))
  const isOfEnded = ({ keyId }: AuditEvent) => ends.has(keyId)
  const isLate = ({ keyId, atMs }: AuditEvent) => atMs > (ends.get(keyId) ?? Number.POSITIVE_INFINITY)
  const late = events.filter(event => event.kind === 'request-accepted' && isLate(event)).length
  const refused = events.filter(event => event.kind === 'request-refused' && isOfEnded(event)).length
  const lastMs = events.reduce((last, { atMs }) => Math.max(last, atMs), 0)
  const isTold = endsToldIn(events, ended) === ended.length
  const counts = `${late} accepted and ${refused} refused, as far as ${timeText(lastMs)}`
  const untold = 'the audit does not tell of the revocation yet; run it again in a minute'
  return {
    claim: 'no request of the key was accepted after its end',
    how:
      ended.length === 0
        ? 'nothing was asked'
        : 'read every event of the audit since then, with the proofs of its batches',
    holds: isTold && late === 0,
    detail: ended.length === 0 ? 'no key was ended' : isTold ? counts : untold,
  }
}
