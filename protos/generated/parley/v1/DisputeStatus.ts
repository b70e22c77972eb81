// Original file: protos/parley/v1/market.proto

export const DisputeStatus = {
  DISPUTE_STATUS_UNSPECIFIED: 'DISPUTE_STATUS_UNSPECIFIED',
  AWAITS_RULING: 'AWAITS_RULING',
  RULED: 'RULED',
  CLOSED: 'CLOSED',
} as const;

export type DisputeStatus =
  | 'DISPUTE_STATUS_UNSPECIFIED'
  | 0
  | 'AWAITS_RULING'
  | 1
  | 'RULED'
  | 2
  | 'CLOSED'
  | 3

export type DisputeStatus__Output = typeof DisputeStatus[keyof typeof DisputeStatus]
