// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface Delivery {
  'modelBlob'?: (Buffer | Uint8Array | string);
  'modelHash'?: (Buffer | Uint8Array | string);
  'sealedSha256'?: (Buffer | Uint8Array | string);
  'sealedSize'?: (number | string | Long);
  'sealedKey'?: (Buffer | Uint8Array | string);
}

export interface Delivery__Output {
  'modelBlob': (Buffer);
  'modelHash': (Buffer);
  'sealedSha256': (Buffer);
  'sealedSize': (string);
  'sealedKey': (Buffer);
}
