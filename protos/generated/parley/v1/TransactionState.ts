// Original file: protos/parley/v1/transactions.proto

export const TransactionState = {
  TRANSACTION_STATE_UNSPECIFIED: 'TRANSACTION_STATE_UNSPECIFIED',
  WAITING: 'WAITING',
  GOOD: 'GOOD',
  USED: 'USED',
  LAPSED: 'LAPSED',
} as const;

export type TransactionState =
  | 'TRANSACTION_STATE_UNSPECIFIED'
  | 0
  | 'WAITING'
  | 1
  | 'GOOD'
  | 2
  | 'USED'
  | 3
  | 'LAPSED'
  | 4

export type TransactionState__Output = typeof TransactionState[keyof typeof TransactionState]
