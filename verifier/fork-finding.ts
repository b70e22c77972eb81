/** What two heads of a log prove against whoever signed both. */
import { decodeFork, type ForkDoubt, fromHex, verifyFork } from '../aggregation/index.ts'
import { orMalformed } from './document-error.ts'
import type { Finding } from './finding.ts'

const doubts: Readonly<Record<ForkDoubt, string>> = {
  'another-coordinator': 'the key in the file is not the key of the coordinator you named',
  'older-not-signed': 'the older head is not signed under the key in the file',
  'newer-not-signed': 'the newer head is not signed under the key in the file',
  'two-origins': 'the two heads are of two logs with different names',
  'older-is-larger': 'the head that is called the older has more leaves than the newer',
  'not-a-prefix': 'the newer head is not shown to begin with prefixRoot',
  'same-root': 'the newer head goes on from the older, as in an honest log',
}

export function examineFork(bytes: Uint8Array, coordinatorKey: string | undefined): Finding {
  const { document } = orMalformed(decodeFork(bytes))
  const verdict = verifyFork(document, coordinatorKey === undefined ? undefined : fromHex(coordinatorKey))
  const details = { coordinatorKey: document.coordinatorKey }
  if (verdict.kind === 'not-proved') {
    const { reason } = verdict
    return { type: 'fork', isValid: false, proves: doubts[reason], details: { ...details, reason } }
  }
  const { older, newer } = verdict
  return {
    type: 'fork',
    isValid: true,
    proves: `the coordinator signed two histories of log ${older.origin}: its head of ${newer.size} leaves does not go on from its head of ${older.size} (key ${document.coordinatorKey})`,
    details: { ...details, origin: older.origin, sizes: [older.size, newer.size] },
  }
}
