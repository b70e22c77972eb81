// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { Advertisement as _parley_v1_Advertisement, Advertisement__Output as _parley_v1_Advertisement__Output } from '../../parley/v1/Advertisement.ts';

export interface AdvertiseRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'advertisement'?: (_parley_v1_Advertisement | null);
}

export interface AdvertiseRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'advertisement': (_parley_v1_Advertisement__Output | null);
}
