/** What statements of a coordinator prove, alone and two beside each other. */
import {
  type Contradiction,
  decodeEvidence,
  decodeSignedStatement,
  type EvidenceFault,
  fromHex,
  isSignedStatement,
  verifyEvidence,
} from '../aggregation/index.ts'
import { orMalformed } from './document-error.ts'
import type { Finding } from './finding.ts'

const proofs: Readonly<Record<Contradiction, string>> = {
  'two-cohorts': 'the coordinator signed two different cohorts for one draw',
  'two-partitions': 'the coordinator signed two different partitions of one cohort',
  'two-rosters': 'the coordinator signed two different rosters for one attempt',
  'two-sharer-sets': 'the coordinator signed two different sets of sharers in one session',
  'two-survivor-sets': 'the coordinator signed two different survivor sets in one session',
  'two-input-receipts':
    'the coordinator signed receipts for two different inputs of one member in one session',
  'two-results': 'the coordinator signed two different results of one session',
  'receipt-without-survival':
    'the coordinator signed a receipt for a member’s input and a survivor set of the same session without that member',
}

const faults: Readonly<Record<EvidenceFault, string>> = {
  'another-coordinator': 'the key in the file is not the key of the coordinator you named',
  'first-not-signed': 'the first statement is not signed under the key in the file',
  'second-not-signed': 'the second statement is not signed under the key in the file',
  'no-contradiction': 'an honest coordinator may have signed both statements',
}

export function examineEvidence(bytes: Uint8Array, coordinatorKey: string | undefined): Finding {
  const { document: evidence } = orMalformed(decodeEvidence(bytes))
  const verdict = verifyEvidence(evidence, coordinatorKey === undefined ? undefined : fromHex(coordinatorKey))
  const details = { coordinatorKey: evidence.coordinatorKey }
  return verdict.kind === 'proved'
    ? {
        type: 'equivocation',
        isValid: true,
        proves: `${proofs[verdict.contradiction]} (key ${evidence.coordinatorKey})`,
        details: { ...details, contradiction: verdict.contradiction },
      }
    : {
        type: 'equivocation',
        isValid: false,
        proves: faults[verdict.fault],
        details: { ...details, fault: verdict.fault },
      }
}

export function examineStatement(bytes: Uint8Array, coordinatorKey: string | undefined): Finding {
  const { statement, coordinatorKey: key } = orMalformed(decodeSignedStatement(bytes)).document
  const isOurs = coordinatorKey === undefined || coordinatorKey === key
  const isValid = isOurs && isSignedStatement(statement, fromHex(key))
  const proves = isValid
    ? `the holder of key ${key} signed this statement (${statement.kind}); alone it accuses nobody`
    : isOurs
      ? 'the statement is not signed under the key in the file'
      : faults['another-coordinator']
  return { type: 'statement', isValid, proves, details: { coordinatorKey: key, statement: statement.kind } }
}
