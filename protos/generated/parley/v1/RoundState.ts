// Original file: protos/parley/v1/bounties.proto

export const RoundState = {
  ROUND_STATE_UNSPECIFIED: 'ROUND_STATE_UNSPECIFIED',
  DRAWING: 'DRAWING',
  ADVERTISING: 'ADVERTISING',
  SHARING: 'SHARING',
  COLLECTING: 'COLLECTING',
  CERTIFYING: 'CERTIFYING',
  UNMASKING: 'UNMASKING',
  COMPLETED: 'COMPLETED',
  ABANDONED: 'ABANDONED',
} as const;

export type RoundState =
  | 'ROUND_STATE_UNSPECIFIED'
  | 0
  | 'DRAWING'
  | 8
  | 'ADVERTISING'
  | 1
  | 'SHARING'
  | 2
  | 'COLLECTING'
  | 3
  | 'CERTIFYING'
  | 4
  | 'UNMASKING'
  | 5
  | 'COMPLETED'
  | 6
  | 'ABANDONED'
  | 7

export type RoundState__Output = typeof RoundState[keyof typeof RoundState]
