// Original file: protos/parley/v1/audit.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { AuditBatch as _parley_v1_AuditBatch, AuditBatch__Output as _parley_v1_AuditBatch__Output } from '../../parley/v1/AuditBatch.ts';
import type { AuditRequest as _parley_v1_AuditRequest, AuditRequest__Output as _parley_v1_AuditRequest__Output } from '../../parley/v1/AuditRequest.ts';

export interface AuditDefinition {
  GetAuditBatch: MethodDefinition<_parley_v1_AuditRequest, _parley_v1_AuditBatch, _parley_v1_AuditRequest__Output, _parley_v1_AuditBatch__Output>
}
