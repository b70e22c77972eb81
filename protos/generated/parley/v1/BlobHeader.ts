// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface BlobHeader {
  'sha256'?: (Buffer | Uint8Array | string);
  'size'?: (number | string | Long);
}

export interface BlobHeader__Output {
  'sha256': (Buffer);
  'size': (string);
}
