// Original file: protos/parley/v1/rounds.proto

export const WeightMode = {
  WEIGHT_MODE_UNSPECIFIED: 'WEIGHT_MODE_UNSPECIFIED',
  EXAMPLES: 'EXAMPLES',
  EQUAL: 'EQUAL',
} as const;

export type WeightMode =
  | 'WEIGHT_MODE_UNSPECIFIED'
  | 0
  | 'EXAMPLES'
  | 1
  | 'EQUAL'
  | 2

export type WeightMode__Output = typeof WeightMode[keyof typeof WeightMode]
