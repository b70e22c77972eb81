// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { KeyShares as _parley_v1_KeyShares, KeyShares__Output as _parley_v1_KeyShares__Output } from '../../parley/v1/KeyShares.ts';

export interface ShareKeysRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'keyShares'?: (_parley_v1_KeyShares | null);
}

export interface ShareKeysRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'keyShares': (_parley_v1_KeyShares__Output | null);
}
