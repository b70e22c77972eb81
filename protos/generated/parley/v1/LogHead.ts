// Original file: protos/parley/v1/rounds.proto

import type { Long } from '@grpc/proto-loader';

export interface LogHead {
  'size'?: (number | string | Long);
  'root'?: (Buffer | Uint8Array | string);
}

export interface LogHead__Output {
  'size': (string);
  'root': (Buffer);
}
