/** The protocol's rejections in the service's words. */
import type { Rejection } from '../../aggregation/index.ts'
import { type Refusal, type RefusalReason, refused } from '../../protos/reasons.ts'

const reasons: Partial<Record<Rejection['reason'], RefusalReason>> = {
  'stage-closed': 'too-late',
  'stage-not-open': 'wrong-stage',
  'unknown-member': 'not-a-member',
  'conflicting-message': 'conflicting-message',
  'bad-signature': 'signature-invalid',
  malformed: 'malformed',
}

/** `nameOf` gives the organisation of a roster index. */
export function refusalOf(rejection: Rejection, nameOf: (index: number) => string): Refusal {
  const { culprit, detail } = rejection
  const name = typeof culprit === 'number' ? nameOf(culprit) : ''
  const message = `${detail} (${rejection.reason})`
  return refused(
    reasons[rejection.reason] ?? 'protocol-violation',
    message,
    name === '' ? {} : { culprit: name },
  )
}
