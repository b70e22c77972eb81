// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { SeedReveal as _parley_v1_SeedReveal, SeedReveal__Output as _parley_v1_SeedReveal__Output } from '../../parley/v1/SeedReveal.ts';

export interface RevealSeedRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'seedReveal'?: (_parley_v1_SeedReveal | null);
}

export interface RevealSeedRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'seedReveal': (_parley_v1_SeedReveal__Output | null);
}
