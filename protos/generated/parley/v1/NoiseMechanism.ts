// Original file: protos/parley/v1/rounds.proto

export const NoiseMechanism = {
  NOISE_MECHANISM_UNSPECIFIED: 'NOISE_MECHANISM_UNSPECIFIED',
  SKELLAM: 'SKELLAM',
  DISCRETE_GAUSSIAN: 'DISCRETE_GAUSSIAN',
} as const;

export type NoiseMechanism =
  | 'NOISE_MECHANISM_UNSPECIFIED'
  | 0
  | 'SKELLAM'
  | 1
  | 'DISCRETE_GAUSSIAN'
  | 2

export type NoiseMechanism__Output = typeof NoiseMechanism[keyof typeof NoiseMechanism]
