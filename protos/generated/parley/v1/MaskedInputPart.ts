// Original file: protos/parley/v1/rounds.proto

import type { MaskedInputOpening as _parley_v1_MaskedInputOpening, MaskedInputOpening__Output as _parley_v1_MaskedInputOpening__Output } from '../../parley/v1/MaskedInputOpening.ts';
import type { StreamChunk as _parley_v1_StreamChunk, StreamChunk__Output as _parley_v1_StreamChunk__Output } from '../../parley/v1/StreamChunk.ts';
import type { StreamEnd as _parley_v1_StreamEnd, StreamEnd__Output as _parley_v1_StreamEnd__Output } from '../../parley/v1/StreamEnd.ts';

export interface MaskedInputPart {
  'opening'?: (_parley_v1_MaskedInputOpening | null);
  'chunk'?: (_parley_v1_StreamChunk | null);
  'end'?: (_parley_v1_StreamEnd | null);
  'part'?: "opening"|"chunk"|"end";
}

export interface MaskedInputPart__Output {
  'opening'?: (_parley_v1_MaskedInputOpening__Output | null);
  'chunk'?: (_parley_v1_StreamChunk__Output | null);
  'end'?: (_parley_v1_StreamEnd__Output | null);
  'part'?: "opening"|"chunk"|"end";
}
