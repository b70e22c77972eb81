// Original file: protos/parley/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface ConsistencyRequest {
  'first'?: (number | string | Long);
  'second'?: (number | string | Long);
}

export interface ConsistencyRequest__Output {
  'first': (string);
  'second': (string);
}
