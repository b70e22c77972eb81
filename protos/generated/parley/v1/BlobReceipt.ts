// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface BlobReceipt {
  'sha256'?: (Buffer | Uint8Array | string);
  'size'?: (number | string | Long);
}

export interface BlobReceipt__Output {
  'sha256': (Buffer);
  'size': (string);
}
