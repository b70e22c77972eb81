import { maximumEntries, maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import type * as t from '../types.ts'
import { amount, count, flag, idOrNone, list, natural, natural64, signedAmount, text } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const name = text(maximumNameCharacters)
const sentence = text(maximumSentenceCharacters)

export const balancesRequestCodec = message<t.BalancesRequest, wire.BalancesRequest>('BalancesRequest', {
  organisation: name,
})

const balance = message<t.Balance, wire.Balance>('Balance', {
  account: name,
  asset: name,
  postedUnits: signedAmount,
  heldUnits: amount,
})

export const balancesCodec = message<t.Balances, wire.Balances>('Balances', {
  balances: list(balance, maximumEntries),
})

export const statementRequestCodec = message<t.StatementRequest, wire.StatementRequest>('StatementRequest', {
  organisation: name,
  afterJournal: natural64,
  limit: count(maximumEntries),
})

const statementLine = message<t.StatementLine, wire.StatementLine>('StatementLine', {
  journal: natural64,
  atMs: natural(),
  kind: name,
  account: name,
  counterAccount: name,
  amountUnits: signedAmount,
  balanceUnits: signedAmount,
  bountyId: idOrNone,
  round: count(),
  memo: sentence,
})

export const statementCodec = message<t.Statement, wire.Statement>('Statement', {
  lines: list(statementLine, maximumEntries),
})

const auditProblem = message<t.AuditProblem, wire.AuditProblem>('AuditProblem', {
  rule: name,
  where: sentence,
  detail: sentence,
})

export const auditReportCodec = message<t.AuditReport, wire.AuditReport>('AuditReport', {
  ok: flag,
  journals: natural(),
  postings: natural(),
  accounts: natural(),
  supplyUnits: signedAmount,
  problems: list(auditProblem, maximumEntries),
  seals: natural(),
  lastSealedAtMs: natural(),
  unsealedJournals: natural(),
  adoptedJournals: natural(),
})

export const depositRequestCodec = message<t.DepositRequest, wire.DepositRequest>('DepositRequest', {
  organisation: name,
  amountUnits: amount,
  memo: sentence,
})
