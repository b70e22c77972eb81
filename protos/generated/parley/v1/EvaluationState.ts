// Original file: protos/parley/v1/bounties.proto

export const EvaluationState = {
  EVALUATION_STATE_UNSPECIFIED: 'EVALUATION_STATE_UNSPECIFIED',
  AWAITED: 'AWAITED',
  DONE: 'DONE',
  MISSED: 'MISSED',
} as const;

export type EvaluationState =
  | 'EVALUATION_STATE_UNSPECIFIED'
  | 0
  | 'AWAITED'
  | 1
  | 'DONE'
  | 2
  | 'MISSED'
  | 3

export type EvaluationState__Output = typeof EvaluationState[keyof typeof EvaluationState]
