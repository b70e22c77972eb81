import { maximumConfirmedBytes, maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import * as t from '../types.ts'
import { bytes, bytesUpTo, enumeration, list, natural, text } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const id = bytes(16)
const method = text(maximumNameCharacters, 1)
const request = bytesUpTo(maximumConfirmedBytes)
const code = text(16)
const role = enumeration(t.roles)

export const transactionRequestCodec = message<t.TransactionRequest, wire.TransactionRequest>(
  'TransactionRequest',
  { method, request, code },
)

export const approvalRequestCodec = message<t.ApprovalRequest, wire.ApprovalRequest>('ApprovalRequest', {
  transactionId: id,
  requestHash: bytes(32),
  code,
  method,
})

export const transactionCodec = message<t.Transaction, wire.Transaction>('Transaction', {
  transactionId: id,
  method,
  request,
  organisation: text(maximumNameCharacters, 1),
  role,
  state: enumeration(t.transactionStates),
  requestedAtMs: natural(),
  endsAtMs: natural(),
  approvedBy: text(maximumNameCharacters),
})

export const transactionListCodec = message<t.TransactionList, wire.TransactionList>('TransactionList', {
  transactions: list(transactionCodec, 200),
})

export const codeRequestCodec = message<t.CodeRequest, wire.CodeRequest>('CodeRequest', { code })

export const secondFactorCodec = message<t.SecondFactor, wire.SecondFactor>('SecondFactor', {
  uri: text(maximumSentenceCharacters, 1),
})

export const memberRequestCodec = message<t.MemberRequest, wire.MemberRequest>('MemberRequest', {
  organisation: text(maximumNameCharacters, 1),
  role,
})
