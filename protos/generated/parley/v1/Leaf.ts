// Original file: protos/parley/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface Leaf {
  'index'?: (number | string | Long);
  'body'?: (Buffer | Uint8Array | string);
}

export interface Leaf__Output {
  'index': (string);
  'body': (Buffer);
}
