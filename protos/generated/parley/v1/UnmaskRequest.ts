// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { Unmasking as _parley_v1_Unmasking, Unmasking__Output as _parley_v1_Unmasking__Output } from '../../parley/v1/Unmasking.ts';

export interface UnmaskRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'unmasking'?: (_parley_v1_Unmasking | null);
}

export interface UnmaskRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'unmasking': (_parley_v1_Unmasking__Output | null);
}
