// Original file: protos/parley/v1/access.proto

export const Sensitivity = {
  SENSITIVITY_UNSPECIFIED: 'SENSITIVITY_UNSPECIFIED',
  READ: 'READ',
  STATE: 'STATE',
  MONEY: 'MONEY',
  KEYS: 'KEYS',
  OVERRIDE: 'OVERRIDE',
} as const;

export type Sensitivity =
  | 'SENSITIVITY_UNSPECIFIED'
  | 0
  | 'READ'
  | 1
  | 'STATE'
  | 2
  | 'MONEY'
  | 3
  | 'KEYS'
  | 4
  | 'OVERRIDE'
  | 5

export type Sensitivity__Output = typeof Sensitivity[keyof typeof Sensitivity]
