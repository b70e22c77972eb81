// Original file: protos/parley/v1/market.proto

export const EpochStatus = {
  EPOCH_STATUS_UNSPECIFIED: 'EPOCH_STATUS_UNSPECIFIED',
  UNDER_WAY: 'UNDER_WAY',
  CHALLENGEABLE: 'CHALLENGEABLE',
  RELEASED: 'RELEASED',
} as const;

export type EpochStatus =
  | 'EPOCH_STATUS_UNSPECIFIED'
  | 0
  | 'UNDER_WAY'
  | 1
  | 'CHALLENGEABLE'
  | 2
  | 'RELEASED'
  | 3

export type EpochStatus__Output = typeof EpochStatus[keyof typeof EpochStatus]
