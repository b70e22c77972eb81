/** Any signed document, by its own word for what it is. */
import { decodeRoundReceipt, forkType } from '../aggregation/index.ts'
import { auditBundleType } from '../protos/audit/index.ts'
import { certificateType } from '../protos/lineage/index.ts'
import { bountyLogType, settlementType } from '../protos/market-log/index.ts'
import { testRecordType } from '../protos/test-record.ts'
import { examineAudit } from './audit-finding.ts'
import { examineBountyLog } from './bounty-log-finding.ts'
import { examineCertificate } from './certificate-finding.ts'
import { examineCheckpoint, isNote } from './checkpoint-finding.ts'
import { DocumentError } from './document-error.ts'
import { examineEvidence, examineStatement } from './equivocation-finding.ts'
import { examineFault } from './fault-finding.ts'
import type { Finding } from './finding.ts'
import { examineFork } from './fork-finding.ts'
import { examineReceipt } from './receipt-finding.ts'
import { examineSettlement } from './settlement-finding.ts'
import { examineTestRecord } from './test-record-finding.ts'
import { typeOf } from './type-of.ts'
import { withWitnesses } from './witnesses.ts'

/** What the examiner knows by itself. Keys and hashes are 64 lower-case hex digits. */
export interface ExamineOptions {
  readonly coordinatorKey?: string
  readonly holderKey?: string
  /** Of the model that a certificate is to be of. */
  readonly modelHash?: string
  /** The bounty's log that a settlement is to follow from. */
  readonly log?: Uint8Array
  /** Keys of witnesses, as C2SP writes verifier keys, and how many of them must have cosigned; absent, all. */
  readonly witnesses?: readonly string[]
  readonly witnessesNeeded?: number
}

/** Throws `DocumentError` for what cannot be read as any document, or lacks an option that it needs. */
export function examine(bytes: Uint8Array, options: ExamineOptions): Finding {
  return withWitnesses(examineDocument(bytes, options), options)
}

function examineDocument(bytes: Uint8Array, options: ExamineOptions): Finding {
  const { coordinatorKey, holderKey, modelHash, log } = options
  const type = typeOf(bytes)
  if (modelHash !== undefined && type !== certificateType)
    throw new DocumentError('only a lineage certificate is about a model; leave the model out')
  switch (type) {
    case 'parley/equivocation/v1':
      return examineEvidence(bytes, coordinatorKey)
    case forkType:
      return examineFork(bytes, coordinatorKey)
    case 'parley/statement/v1':
      return examineStatement(bytes, coordinatorKey)
    case 'parley/fault/v1':
      return examineFault(bytes, holderKey)
    case testRecordType:
      return examineTestRecord(bytes)
    case bountyLogType:
      return examineBountyLog(bytes, coordinatorKey)
    case settlementType:
      return examineSettlement(bytes, log, coordinatorKey)
    case certificateType:
      return examineCertificate(bytes, options)
    case auditBundleType:
      return examineAudit(bytes, coordinatorKey)
    default: {
      if (isNote(bytes)) return examineCheckpoint(bytes, coordinatorKey)
      const read = decodeRoundReceipt(bytes)
      if (read.kind === 'receipt') return examineReceipt(read.receipt, coordinatorKey)
      throw new DocumentError(
        `this is no document that can be verified; read as a receipt, ${read.field} ${read.problem}`,
      )
    }
  }
}
