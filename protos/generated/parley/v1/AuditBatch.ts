// Original file: protos/parley/v1/audit.proto

import type { AuditEntry as _parley_v1_AuditEntry, AuditEntry__Output as _parley_v1_AuditEntry__Output } from '../../parley/v1/AuditEntry.ts';
import type { Long } from '@grpc/proto-loader';

export interface AuditBatch {
  'number'?: (number | string | Long);
  'count'?: (number);
  'root'?: (Buffer | Uint8Array | string);
  'leafIndex'?: (number | string | Long);
  'entries'?: (_parley_v1_AuditEntry)[];
}

export interface AuditBatch__Output {
  'number': (string);
  'count': (number);
  'root': (Buffer);
  'leafIndex': (string);
  'entries': (_parley_v1_AuditEntry__Output)[];
}
