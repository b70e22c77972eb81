// Original file: protos/parley/v1/keys.proto

export const KeyState = {
  KEY_STATE_UNSPECIFIED: 'KEY_STATE_UNSPECIFIED',
  PENDING: 'PENDING',
  ACTIVE: 'ACTIVE',
  RETIRING: 'RETIRING',
  RETIRED: 'RETIRED',
  REVOKED: 'REVOKED',
  EXPIRED: 'EXPIRED',
} as const;

export type KeyState =
  | 'KEY_STATE_UNSPECIFIED'
  | 0
  | 'PENDING'
  | 1
  | 'ACTIVE'
  | 2
  | 'RETIRING'
  | 3
  | 'RETIRED'
  | 4
  | 'REVOKED'
  | 5
  | 'EXPIRED'
  | 6

export type KeyState__Output = typeof KeyState[keyof typeof KeyState]
