// Original file: protos/parley/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface LeavesRequest {
  'start'?: (number | string | Long);
  'limit'?: (number);
}

export interface LeavesRequest__Output {
  'start': (string);
  'limit': (number);
}
