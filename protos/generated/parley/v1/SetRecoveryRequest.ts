// Original file: protos/parley/v1/recovery.proto

import type { RecoverySignature as _parley_v1_RecoverySignature, RecoverySignature__Output as _parley_v1_RecoverySignature__Output } from '../../parley/v1/RecoverySignature.ts';
import type { Long } from '@grpc/proto-loader';

export interface SetRecoveryRequest {
  'threshold'?: (number);
  'keys'?: (Buffer | Uint8Array | string)[];
  'counter'?: (number | string | Long);
  'signatures'?: (_parley_v1_RecoverySignature)[];
}

export interface SetRecoveryRequest__Output {
  'threshold': (number);
  'keys': (Buffer)[];
  'counter': (string);
  'signatures': (_parley_v1_RecoverySignature__Output)[];
}
