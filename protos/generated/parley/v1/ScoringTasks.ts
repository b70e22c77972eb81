// Original file: protos/parley/v1/market.proto

import type { ScoringTask as _parley_v1_ScoringTask, ScoringTask__Output as _parley_v1_ScoringTask__Output } from '../../parley/v1/ScoringTask.ts';

export interface ScoringTasks {
  'finished'?: (boolean);
  'total'?: (number);
  'tasks'?: (_parley_v1_ScoringTask)[];
}

export interface ScoringTasks__Output {
  'finished': (boolean);
  'total': (number);
  'tasks': (_parley_v1_ScoringTask__Output)[];
}
