// Original file: protos/parley/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface InclusionRequest {
  'index'?: (number | string | Long);
  'size'?: (number | string | Long);
}

export interface InclusionRequest__Output {
  'index': (string);
  'size': (string);
}
