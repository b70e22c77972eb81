/**
 * What a coordinator signed, kept as documents, and the proof that it signed two things that contradict each other. A
 * coordinator that shows different survivors to different members wins nothing by it (nobody opens a second set), but
 * it has tried, and its own signatures say so to anyone, offline, with nothing but its public key.
 */
import {
  canonicalJson,
  constantShape,
  countShape,
  fromHex,
  hexShape,
  readDocument,
  type Shape,
  textShape,
  toHex,
  utf8,
  verifySignature,
} from '../crypto/index.ts'
import { hashSharers } from './context.ts'
import type { LogHead } from './draw/messages.ts'
import { cohortPayload, partitionPayload } from './draw/signing.ts'
import type { AggregateResult, Bytes, Inbox, MaskedInputReceipt, Roster, SurvivorSet } from './messages.ts'
import { inboxPayload, receiptPayload, resultPayload, rosterPayload, survivorsPayload } from './signing.ts'

/** Everything that a coordinator signs in a draw or a session, without what is only one receiver's. Bytes in lower-case hex. */
export type Statement =
  | {
      readonly kind: 'cohort'
      readonly drawContext: string
      readonly cohortRoot: string
      readonly logSize: number
      readonly logRoot: string
      readonly signature: string
    }
  | {
      readonly kind: 'partition'
      readonly drawContext: string
      readonly partitionSeed: string
      readonly signature: string
    }
  | {
      readonly kind: 'roster'
      readonly context: string
      readonly root: string
      readonly size: number
      readonly signature: string
    }
  | {
      readonly kind: 'sharers'
      readonly sessionId: string
      readonly sharersHash: string
      readonly signature: string
    }
  | {
      readonly kind: 'input-receipt'
      readonly sessionId: string
      readonly index: number
      readonly inputHash: string
      readonly signature: string
    }
  | {
      readonly kind: 'survivors'
      readonly sessionId: string
      readonly sharersHash: string
      readonly survivors: string
      readonly inputsRoot: string
      readonly signature: string
    }
  | {
      readonly kind: 'result'
      readonly sessionId: string
      readonly survivors: string
      readonly sumHash: string
      readonly transcriptHash: string
      readonly signature: string
    }

export function cohortStatement(
  drawContext: Bytes,
  cohortRoot: Bytes,
  logHead: LogHead,
  signature: Bytes,
): Statement {
  return {
    kind: 'cohort',
    drawContext: toHex(drawContext),
    cohortRoot: toHex(cohortRoot),
    logSize: logHead.size,
    logRoot: toHex(logHead.root),
    signature: toHex(signature),
  }
}

export function partitionStatement(drawContext: Bytes, partitionSeed: Bytes, signature: Bytes): Statement {
  return {
    kind: 'partition',
    drawContext: toHex(drawContext),
    partitionSeed: toHex(partitionSeed),
    signature: toHex(signature),
  }
}

export function rosterStatement({ context, root, size, signature }: Roster): Statement {
  return { kind: 'roster', context: toHex(context), root: toHex(root), size, signature: toHex(signature) }
}

export function sharersStatement({ sessionId, sharers, signature }: Inbox): Statement {
  const sharersHash = toHex(hashSharers(sessionId, sharers))
  return { kind: 'sharers', sessionId: toHex(sessionId), sharersHash, signature: toHex(signature) }
}

export function receiptStatement(receipt: MaskedInputReceipt): Statement {
  const { sessionId, index, inputHash, signature } = receipt
  return {
    kind: 'input-receipt',
    sessionId: toHex(sessionId),
    index,
    inputHash: toHex(inputHash),
    signature: toHex(signature),
  }
}

/** `sharersHash` is that of the sharers whom the receiver saw: the coordinator's signature covers it. */
export function survivorsStatement(set: Omit<SurvivorSet, 'path'>, sharersHash: Bytes): Statement {
  const { sessionId, survivors, inputsRoot, signature } = set
  return {
    kind: 'survivors',
    sessionId: toHex(sessionId),
    sharersHash: toHex(sharersHash),
    survivors: toHex(survivors),
    inputsRoot: toHex(inputsRoot),
    signature: toHex(signature),
  }
}

export function resultStatement(result: AggregateResult): Statement {
  const { sessionId, survivors, sumHash, transcriptHash, signature } = result
  return {
    kind: 'result',
    sessionId: toHex(sessionId),
    survivors: toHex(survivors),
    sumHash: toHex(sumHash),
    transcriptHash: toHex(transcriptHash),
    signature: toHex(signature),
  }
}

function payloadOf(statement: Statement): Bytes {
  switch (statement.kind) {
    case 'cohort':
      return cohortPayload(fromHex(statement.drawContext), fromHex(statement.cohortRoot), {
        size: statement.logSize,
        root: fromHex(statement.logRoot),
      })
    case 'partition':
      return partitionPayload(fromHex(statement.drawContext), fromHex(statement.partitionSeed))
    case 'roster':
      return rosterPayload({
        context: fromHex(statement.context),
        root: fromHex(statement.root),
        size: statement.size,
      })
    case 'sharers':
      return inboxPayload(fromHex(statement.sessionId), fromHex(statement.sharersHash))
    case 'input-receipt':
      return receiptPayload({
        sessionId: fromHex(statement.sessionId),
        index: statement.index,
        inputHash: fromHex(statement.inputHash),
      })
    case 'survivors':
      return survivorsPayload(fromHex(statement.sharersHash), {
        sessionId: fromHex(statement.sessionId),
        survivors: fromHex(statement.survivors),
        inputsRoot: fromHex(statement.inputsRoot),
      })
    case 'result':
      return resultPayload({
        sessionId: fromHex(statement.sessionId),
        survivors: fromHex(statement.survivors),
        sumHash: fromHex(statement.sumHash),
        transcriptHash: fromHex(statement.transcriptHash),
      })
    default:
      return statement satisfies never
  }
}

/** Whether the coordinator with this key signed the statement. */
export function isSignedStatement(statement: Statement, coordinatorKey: Bytes): boolean {
  return verifySignature(coordinatorKey, payloadOf(statement), fromHex(statement.signature))
}

/** What a pair of statements proves against whoever signed both. */
export type Contradiction =
  /** Two cohorts, or two heads of the log beside one, in one draw: a second seed could be had for the second. */
  | 'two-cohorts'
  /** Two partitions of one cohort: sums over both would show single updates by subtraction. */
  | 'two-partitions'
  /** Two rosters for one attempt. */
  | 'two-rosters'
  /** Two sets of sharers in one session. */
  | 'two-sharer-sets'
  /** Two survivor sets, or two roots over their inputs, in one session: the attack that survivors' signatures stop. */
  | 'two-survivor-sets'
  /** Two receipts for different inputs of one member. */
  | 'two-input-receipts'
  /** Two results of one session. */
  | 'two-results'
  /** A receipt for a member's input, and a survivor set of the same session without that member. */
  | 'receipt-without-survival'

const twoOfAKind = {
  cohort: 'two-cohorts',
  partition: 'two-partitions',
  roster: 'two-rosters',
  sharers: 'two-sharer-sets',
  'input-receipt': 'two-input-receipts',
  survivors: 'two-survivor-sets',
  result: 'two-results',
} as const satisfies Record<Statement['kind'], Contradiction>

/** What the two say against each other, or undefined when an honest coordinator may have signed both. */
export function contradictionOf(one: Statement, other: Statement): Contradiction | undefined {
  if (placeOf(one) !== placeOf(other)) return undefined
  if (one.kind === other.kind) return saysTheSame(one, other) ? undefined : twoOfAKind[one.kind]
  const [receipt, set] = one.kind === 'input-receipt' ? [one, other] : [other, one]
  if (receipt.kind !== 'input-receipt' || set.kind !== 'survivors') return undefined
  return hasMember(set.survivors, receipt.index) ? undefined : 'receipt-without-survival'
}

/** What an honest coordinator speaks about once: a draw, an attempt, a session, one member's input in it. */
function placeOf(statement: Statement): string {
  switch (statement.kind) {
    case 'cohort':
    case 'partition':
      return statement.drawContext
    case 'roster':
      return statement.context
    default:
      return statement.sessionId
  }
}

function saysTheSame(one: Statement, other: Statement): boolean {
  // Receipts of two members are two different facts.
  if (one.kind === 'input-receipt' && other.kind === 'input-receipt' && one.index !== other.index) return true
  const { signature: _one, ...said } = one
  const { signature: _other, ...saidAgain } = other
  return canonicalJson(said) === canonicalJson(saidAgain)
}

function hasMember(survivors: string, index: number): boolean {
  const bitmap = fromHex(survivors)
  const byte = bitmap[(index - 1) >>> 3]
  return byte !== undefined && ((byte >>> ((index - 1) & 7)) & 1) === 1
}

/** One statement with the key it was signed under, as a member keeps it. */
export interface SignedStatement {
  readonly type: 'parley/statement/v1'
  readonly coordinatorKey: string
  readonly statement: Statement
}

/** Two statements under one key that contradict each other. */
export interface Evidence {
  readonly type: 'parley/equivocation/v1'
  readonly coordinatorKey: string
  readonly statements: readonly [Statement, Statement]
}

/** A statement of `coordinatorKey` as a document. */
export function signedStatement(statement: Statement, coordinatorKey: Bytes): SignedStatement {
  return { type: 'parley/statement/v1', coordinatorKey: toHex(coordinatorKey), statement }
}

export type EvidenceFault =
  | 'another-coordinator'
  | 'first-not-signed'
  | 'second-not-signed'
  | 'no-contradiction'

export type EvidenceVerdict =
  | { readonly kind: 'proved'; readonly contradiction: Contradiction }
  | { readonly kind: 'not-proved'; readonly fault: EvidenceFault }

/** The evidence that two statements make, or why they make none. */
export function makeEvidence(
  one: SignedStatement,
  other: SignedStatement,
):
  | { readonly kind: 'evidence'; readonly evidence: Evidence; readonly contradiction: Contradiction }
  | Extract<EvidenceVerdict, { kind: 'not-proved' }> {
  if (one.coordinatorKey !== other.coordinatorKey) return { kind: 'not-proved', fault: 'another-coordinator' }
  const evidence: Evidence = {
    type: 'parley/equivocation/v1',
    coordinatorKey: one.coordinatorKey,
    statements: [one.statement, other.statement],
  }
  const verdict = verifyEvidence(evidence)
  if (verdict.kind === 'not-proved') return verdict
  return { kind: 'evidence', evidence, contradiction: verdict.contradiction }
}

/**
 * Whether the evidence proves that the holder of its key signed two things that exclude each other. With `pinnedKey` the
 * key must be that one; without it the proof is against whoever holds the key in the file.
 */
export function verifyEvidence(evidence: Evidence, pinnedKey?: Bytes): EvidenceVerdict {
  const key = fromHex(evidence.coordinatorKey)
  const [first, second] = evidence.statements
  if (pinnedKey !== undefined && toHex(pinnedKey) !== evidence.coordinatorKey) {
    return { kind: 'not-proved', fault: 'another-coordinator' }
  }
  if (!isSignedStatement(first, key)) return { kind: 'not-proved', fault: 'first-not-signed' }
  if (!isSignedStatement(second, key)) return { kind: 'not-proved', fault: 'second-not-signed' }
  const contradiction = contradictionOf(first, second)
  if (contradiction === undefined) return { kind: 'not-proved', fault: 'no-contradiction' }
  return { kind: 'proved', contradiction }
}

/** Bytes of the largest document: two survivor sets of the largest group in hex. */
const documentBytes = 128 * 1024

const hash = hexShape(32)
const signature = hexShape(64)
const bitmap = textShape(/^([0-9a-f]{2}){1,8192}$/, 'must be a bitmap of members in lower-case hex')

const statementShapes: Readonly<Record<Statement['kind'], Shape>> = {
  cohort: objectShape('cohort', { drawContext: hash, cohortRoot: hash, logSize: countShape, logRoot: hash }),
  partition: objectShape('partition', { drawContext: hash, partitionSeed: hash }),
  roster: objectShape('roster', { context: hash, root: hash, size: countShape }),
  sharers: objectShape('sharers', { sessionId: hash, sharersHash: hash }),
  'input-receipt': objectShape('input-receipt', { sessionId: hash, index: countShape, inputHash: hash }),
  survivors: objectShape('survivors', {
    sessionId: hash,
    sharersHash: hash,
    survivors: bitmap,
    inputsRoot: hash,
  }),
  result: objectShape('result', { sessionId: hash, survivors: bitmap, sumHash: hash, transcriptHash: hash }),
}

function objectShape(kind: Statement['kind'], fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'object', fields: { kind: constantShape(kind), ...fields, signature } }
}

const statementShape: Shape = { kind: 'choice', by: 'kind', options: statementShapes }

const signedStatementShape: Shape = {
  kind: 'object',
  fields: { type: constantShape('parley/statement/v1'), coordinatorKey: hash, statement: statementShape },
}

const evidenceShape: Shape = {
  kind: 'object',
  fields: {
    type: constantShape('parley/equivocation/v1'),
    coordinatorKey: hash,
    statements: { kind: 'list', least: 2, most: 2, item: statementShape },
  },
}

/** The one file form of a statement or of evidence. */
export function encodeEvidenceDocument(document: SignedStatement | Evidence): Bytes {
  return utf8(canonicalJson(document))
}

export type ReadEvidence<T> =
  | { readonly kind: 'read'; readonly document: T }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** Reads a statement's file. Whether it is signed is for `isSignedStatement`. */
export function decodeSignedStatement(bytes: Bytes): ReadEvidence<SignedStatement> {
  return readAs<SignedStatement>(bytes, signedStatementShape)
}

/** Reads a file of evidence. Whether it proves anything is for `verifyEvidence`. */
export function decodeEvidence(bytes: Bytes): ReadEvidence<Evidence> {
  return readAs<Evidence>(bytes, evidenceShape)
}

function readAs<T>(bytes: Bytes, shape: Shape): ReadEvidence<T> {
  const read = readDocument(bytes, documentBytes, shape)
  return read.kind === 'malformed' ? read : { kind: 'read', document: read.document as T }
}
