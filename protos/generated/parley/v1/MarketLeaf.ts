// Original file: protos/parley/v1/market.proto

import type { Long } from '@grpc/proto-loader';

export interface MarketLeaf {
  'index'?: (number | string | Long);
  'body'?: (Buffer | Uint8Array | string);
}

export interface MarketLeaf__Output {
  'index': (string);
  'body': (Buffer);
}
