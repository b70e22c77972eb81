// Original file: protos/parley/v1/market.proto

export const Outcome = {
  OUTCOME_UNSPECIFIED: 'OUTCOME_UNSPECIFIED',
  NONE: 'NONE',
  UPHELD: 'UPHELD',
  DISMISSED: 'DISMISSED',
} as const;

export type Outcome =
  | 'OUTCOME_UNSPECIFIED'
  | 0
  | 'NONE'
  | 1
  | 'UPHELD'
  | 2
  | 'DISMISSED'
  | 3

export type Outcome__Output = typeof Outcome[keyof typeof Outcome]
