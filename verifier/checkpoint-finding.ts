/** What a bare checkpoint shows: that a log's key signed a head. */
import { fromHex, toHex, verifyCheckpoint } from '../aggregation/index.ts'
import { DocumentError } from './document-error.ts'
import type { Finding } from './finding.ts'

/** Whether this is a signed note and no JSON. */
export function isNote(bytes: Uint8Array): boolean {
  return bytes[0] !== 0x7b && Buffer.from(bytes).includes('\n\n— ')
}

export function examineCheckpoint(bytes: Uint8Array, coordinatorKey: string | undefined): Finding {
  if (coordinatorKey === undefined)
    throw new DocumentError(
      'a checkpoint is checked against a key: name the coordinator’s with --coordinator-key',
    )
  // Whoever read the file took its last line break away, which a note has.
  const note = `${Buffer.from(bytes).toString('utf8')}\n`
  const checked = verifyCheckpoint(note, fromHex(coordinatorKey))
  const type = 'checkpoint'
  if (checked.kind === 'refused') {
    const { reason } = checked
    return { type, isValid: false, proves: `the checkpoint is refused: ${reason}`, details: { reason } }
  }
  const { origin, size, root } = checked.checkpoint
  return {
    type,
    isValid: true,
    proves: `the coordinator signed ${size} leaves of log ${origin} with root ${toHex(root)}`,
    details: { origin, size, root: toHex(root) },
    checkpoint: note,
  }
}
