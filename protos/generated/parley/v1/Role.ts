// Original file: protos/parley/v1/access.proto

export const Role = {
  ROLE_UNSPECIFIED: 'ROLE_UNSPECIFIED',
  OPERATOR: 'OPERATOR',
  BUYER: 'BUYER',
  HOLDER: 'HOLDER',
  EVALUATOR: 'EVALUATOR',
  AUDITOR: 'AUDITOR',
  SECURITY_OFFICER: 'SECURITY_OFFICER',
  TREASURER: 'TREASURER',
  ARBITER: 'ARBITER',
  RESEARCHER: 'RESEARCHER',
  DATA_OWNER: 'DATA_OWNER',
  REPLICA: 'REPLICA',
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
  | 'AUDITOR'
  | 5
  | 'SECURITY_OFFICER'
  | 6
  | 'TREASURER'
  | 7
  | 'ARBITER'
  | 8
  | 'RESEARCHER'
  | 9
  | 'DATA_OWNER'
  | 10
  | 'REPLICA'
  | 11

export type Role__Output = typeof Role[keyof typeof Role]
