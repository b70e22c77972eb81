// Original file: protos/parley/v1/bounties.proto

import type { BlobHeader as _parley_v1_BlobHeader, BlobHeader__Output as _parley_v1_BlobHeader__Output } from '../../parley/v1/BlobHeader.ts';

export interface BlobChunk {
  'header'?: (_parley_v1_BlobHeader | null);
  'data'?: (Buffer | Uint8Array | string);
  'part'?: "header"|"data";
}

export interface BlobChunk__Output {
  'header'?: (_parley_v1_BlobHeader__Output | null);
  'data'?: (Buffer);
  'part'?: "header"|"data";
}
