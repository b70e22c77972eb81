// Original file: protos/parley/v1/rounds.proto

import type { NoiseMechanism as _parley_v1_NoiseMechanism, NoiseMechanism__Output as _parley_v1_NoiseMechanism__Output } from '../../parley/v1/NoiseMechanism.ts';

export interface DistributedNoise {
  'mechanism'?: (_parley_v1_NoiseMechanism);
  'gamma'?: (number | string);
  'localStandardDeviation'?: (number | string);
  'leastContributors'?: (number);
  'beta'?: (number | string);
  'clip'?: (number | string);
  'dimension'?: (number);
}

export interface DistributedNoise__Output {
  'mechanism': (_parley_v1_NoiseMechanism__Output);
  'gamma': (number);
  'localStandardDeviation': (number);
  'leastContributors': (number);
  'beta': (number);
  'clip': (number);
  'dimension': (number);
}
