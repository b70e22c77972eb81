/** What a receipt shows of a round's place in the public log. */
import { fromHex, type ReceiptFault, type RoundReceipt, verifyReceiptInLog } from '../aggregation/index.ts'
import { DocumentError } from './document-error.ts'
import type { Finding } from './finding.ts'

const faults: Readonly<Partial<Record<ReceiptFault, string>>> = {
  'malformed-note': 'its checkpoint is no signed note',
  'malformed-checkpoint': 'its checkpoint does not name a log, its size and its root',
  'not-signed': 'its checkpoint is not signed under the key that you know the coordinator by',
  'bad-signature': 'the signature under its checkpoint does not hold',
  'another-tree': 'its treeSize is not that of its checkpoint',
  'not-in-log': 'its leaf does not stand at its index of the log that its checkpoint is of',
  'not-a-survivor': 'its organisation is not among the survivors of its leaf',
}

export function examineReceipt(receipt: RoundReceipt, coordinatorKey: string | undefined): Finding {
  if (coordinatorKey === undefined)
    throw new DocumentError(
      'a receipt is checked against a key: name the coordinator’s with --coordinator-key',
    )
  const { organisation, leaf } = receipt
  const verdict = verifyReceiptInLog(receipt, fromHex(coordinatorKey))
  const amountUnits = leaf.pays.find(pay => pay.organisation === organisation)?.amountUnits ?? '0'
  const details = { organisation, bountyId: leaf.bountyId, round: leaf.round, amountUnits }
  if (verdict.kind === 'verified')
    return {
      type: 'receipt',
      isValid: true,
      proves: `round ${leaf.round} of bounty ${leaf.bountyId} stands in the coordinator’s log, with ${amountUnits} units for ${organisation}`,
      details,
      checkpoint: receipt.checkpoint,
    }
  const { reason } = verdict
  return {
    type: 'receipt',
    isValid: false,
    proves: `the receipt is refused: ${reason}, ${faults[reason] ?? 'it cannot be read'}`,
    details: { ...details, reason },
  }
}
