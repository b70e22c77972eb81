// Original file: protos/parley/v1/access.proto

export const Confirmation = {
  NONE: 'NONE',
  TRANSACTION: 'TRANSACTION',
  SECOND_FACTOR: 'SECOND_FACTOR',
  SECOND_PERSON: 'SECOND_PERSON',
} as const;

export type Confirmation =
  | 'NONE'
  | 0
  | 'TRANSACTION'
  | 1
  | 'SECOND_FACTOR'
  | 2
  | 'SECOND_PERSON'
  | 3

export type Confirmation__Output = typeof Confirmation[keyof typeof Confirmation]
