// Original file: protos/parley/v1/access.proto

export const Role = {
  ROLE_UNSPECIFIED: 'ROLE_UNSPECIFIED',
  OPERATOR: 'OPERATOR',
  BUYER: 'BUYER',
  HOLDER: 'HOLDER',
  EVALUATOR: 'EVALUATOR',
} as const;

export type Role =
  | 'ROLE_UNSPECIFIED'
  | 0
  | 'OPERATOR'
  | 1
  | 'BUYER'
  | 2
  | 'HOLDER'
  | 3
  | 'EVALUATOR'
  | 4

export type Role__Output = typeof Role[keyof typeof Role]
