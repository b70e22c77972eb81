// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { AggregateResult as _parley_v1_AggregateResult, AggregateResult__Output as _parley_v1_AggregateResult__Output } from '../../parley/v1/AggregateResult.ts';

export interface RoundOutcome {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'completed'?: (boolean);
  'reason'?: (string);
  'culprit'?: (string);
  'result'?: (_parley_v1_AggregateResult | null);
  'receipt'?: (Buffer | Uint8Array | string);
}

export interface RoundOutcome__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'completed': (boolean);
  'reason': (string);
  'culprit': (string);
  'result': (_parley_v1_AggregateResult__Output | null);
  'receipt': (Buffer);
}
