// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { MaskedInputHeader as _parley_v1_MaskedInputHeader, MaskedInputHeader__Output as _parley_v1_MaskedInputHeader__Output } from '../../parley/v1/MaskedInputHeader.ts';

export interface MaskedInputOpening {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'header'?: (_parley_v1_MaskedInputHeader | null);
}

export interface MaskedInputOpening__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'header': (_parley_v1_MaskedInputHeader__Output | null);
}
