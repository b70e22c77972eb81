// Original file: protos/parley/v1/rounds.proto

import type { WeightMode as _parley_v1_WeightMode, WeightMode__Output as _parley_v1_WeightMode__Output } from '../../parley/v1/WeightMode.ts';
import type { StageTimeouts as _parley_v1_StageTimeouts, StageTimeouts__Output as _parley_v1_StageTimeouts__Output } from '../../parley/v1/StageTimeouts.ts';
import type { DistributedNoise as _parley_v1_DistributedNoise, DistributedNoise__Output as _parley_v1_DistributedNoise__Output } from '../../parley/v1/DistributedNoise.ts';
import type { CentralNoise as _parley_v1_CentralNoise, CentralNoise__Output as _parley_v1_CentralNoise__Output } from '../../parley/v1/CentralNoise.ts';

export interface AggregationParameters {
  'suite'?: (number);
  'minimumGroup'?: (number);
  'colluders'?: (number);
  'threshold'?: (number);
  'dimension'?: (number);
  'bits'?: (number);
  'bound'?: (number);
  'maximumGroup'?: (number);
  'range'?: (number | string);
  'weightMode'?: (_parley_v1_WeightMode);
  'maximumWeight'?: (number);
  'graphDegree'?: (number);
  'stageTimeouts'?: (_parley_v1_StageTimeouts | null);
  'dropoutPermille'?: (number);
  'privacy'?: (_parley_v1_DistributedNoise | null);
  'centralNoise'?: (_parley_v1_CentralNoise | null);
}

export interface AggregationParameters__Output {
  'suite': (number);
  'minimumGroup': (number);
  'colluders': (number);
  'threshold': (number);
  'dimension': (number);
  'bits': (number);
  'bound': (number);
  'maximumGroup': (number);
  'range': (number);
  'weightMode': (_parley_v1_WeightMode__Output);
  'maximumWeight': (number);
  'graphDegree': (number);
  'stageTimeouts': (_parley_v1_StageTimeouts__Output | null);
  'dropoutPermille': (number);
  'privacy': (_parley_v1_DistributedNoise__Output | null);
  'centralNoise': (_parley_v1_CentralNoise__Output | null);
}
