// Original file: protos/parley/v1/bounties.proto

import type { BlobHeader as _parley_v1_BlobHeader, BlobHeader__Output as _parley_v1_BlobHeader__Output } from '../../parley/v1/BlobHeader.ts';
import type { StreamChunk as _parley_v1_StreamChunk, StreamChunk__Output as _parley_v1_StreamChunk__Output } from '../../parley/v1/StreamChunk.ts';
import type { StreamEnd as _parley_v1_StreamEnd, StreamEnd__Output as _parley_v1_StreamEnd__Output } from '../../parley/v1/StreamEnd.ts';

export interface BlobPart {
  'opening'?: (_parley_v1_BlobHeader | null);
  'chunk'?: (_parley_v1_StreamChunk | null);
  'end'?: (_parley_v1_StreamEnd | null);
  'part'?: "opening"|"chunk"|"end";
}

export interface BlobPart__Output {
  'opening'?: (_parley_v1_BlobHeader__Output | null);
  'chunk'?: (_parley_v1_StreamChunk__Output | null);
  'end'?: (_parley_v1_StreamEnd__Output | null);
  'part'?: "opening"|"chunk"|"end";
}
