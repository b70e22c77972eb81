// Original file: protos/parley/v1/bounties.proto

export const DeclineReason = {
  DECLINE_REASON_UNSPECIFIED: 'DECLINE_REASON_UNSPECIFIED',
  PRIVACY_BUDGET_SPENT: 'PRIVACY_BUDGET_SPENT',
  PRIVACY_TOO_WEAK: 'PRIVACY_TOO_WEAK',
  POLICY: 'POLICY',
} as const;

export type DeclineReason =
  | 'DECLINE_REASON_UNSPECIFIED'
  | 0
  | 'PRIVACY_BUDGET_SPENT'
  | 1
  | 'PRIVACY_TOO_WEAK'
  | 2
  | 'POLICY'
  | 3

export type DeclineReason__Output = typeof DeclineReason[keyof typeof DeclineReason]
