// Original file: protos/parley/v1/rounds.proto

import type { MaskedInputOpening as _parley_v1_MaskedInputOpening, MaskedInputOpening__Output as _parley_v1_MaskedInputOpening__Output } from '../../parley/v1/MaskedInputOpening.ts';
import type { MaskedInputChunk as _parley_v1_MaskedInputChunk, MaskedInputChunk__Output as _parley_v1_MaskedInputChunk__Output } from '../../parley/v1/MaskedInputChunk.ts';

export interface MaskedInputPart {
  'opening'?: (_parley_v1_MaskedInputOpening | null);
  'chunk'?: (_parley_v1_MaskedInputChunk | null);
  'part'?: "opening"|"chunk";
}

export interface MaskedInputPart__Output {
  'opening'?: (_parley_v1_MaskedInputOpening__Output | null);
  'chunk'?: (_parley_v1_MaskedInputChunk__Output | null);
  'part'?: "opening"|"chunk";
}
