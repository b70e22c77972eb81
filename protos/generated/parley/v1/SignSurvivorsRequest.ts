// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { SurvivorSignature as _parley_v1_SurvivorSignature, SurvivorSignature__Output as _parley_v1_SurvivorSignature__Output } from '../../parley/v1/SurvivorSignature.ts';

export interface SignSurvivorsRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'survivorSignature'?: (_parley_v1_SurvivorSignature | null);
}

export interface SignSurvivorsRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'survivorSignature': (_parley_v1_SurvivorSignature__Output | null);
}
