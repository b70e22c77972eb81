// Original file: protos/parley/v1/audit.proto

import type { Long } from '@grpc/proto-loader';

export interface AuditRequest {
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
  'keyId'?: (Buffer | Uint8Array | string);
  'after'?: (number | string | Long);
}

export interface AuditRequest__Output {
  'sinceMs': (string);
  'untilMs': (string);
  'keyId': (Buffer);
  'after': (string);
}
