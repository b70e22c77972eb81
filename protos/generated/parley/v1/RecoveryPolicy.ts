// Original file: protos/parley/v1/recovery.proto

import type { Long } from '@grpc/proto-loader';

export interface RecoveryPolicy {
  'threshold'?: (number);
  'keys'?: (Buffer | Uint8Array | string)[];
  'counter'?: (number | string | Long);
  'setAtMs'?: (number | string | Long);
}

export interface RecoveryPolicy__Output {
  'threshold': (number);
  'keys': (Buffer)[];
  'counter': (string);
  'setAtMs': (string);
}
