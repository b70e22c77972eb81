// Original file: protos/parley/v1/recovery.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { RecoverySignature as _parley_v1_RecoverySignature, RecoverySignature__Output as _parley_v1_RecoverySignature__Output } from '../../parley/v1/RecoverySignature.ts';
import type { Long } from '@grpc/proto-loader';

export interface RecoverKeyRequest {
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'counter'?: (number | string | Long);
  'newKey'?: (Buffer | Uint8Array | string);
  'notAfterMs'?: (number | string | Long);
  'newSignature'?: (Buffer | Uint8Array | string);
  'signatures'?: (_parley_v1_RecoverySignature)[];
}

export interface RecoverKeyRequest__Output {
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
  'counter': (string);
  'newKey': (Buffer);
  'notAfterMs': (string);
  'newSignature': (Buffer);
  'signatures': (_parley_v1_RecoverySignature__Output)[];
}
