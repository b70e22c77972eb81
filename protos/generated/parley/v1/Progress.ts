// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';

export interface Progress {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'stage'?: (string);
  'permille'?: (number);
}

export interface Progress__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'stage': (string);
  'permille': (number);
}
