// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';

export interface AwaitRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'waitMs'?: (number);
}

export interface AwaitRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'waitMs': (number);
}
