// Original file: protos/parley/v1/recovery.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { MemberKey as _parley_v1_MemberKey, MemberKey__Output as _parley_v1_MemberKey__Output } from '../../parley/v1/MemberKey.ts';
import type { RecoverKeyRequest as _parley_v1_RecoverKeyRequest, RecoverKeyRequest__Output as _parley_v1_RecoverKeyRequest__Output } from '../../parley/v1/RecoverKeyRequest.ts';
import type { RecoveryPolicy as _parley_v1_RecoveryPolicy, RecoveryPolicy__Output as _parley_v1_RecoveryPolicy__Output } from '../../parley/v1/RecoveryPolicy.ts';
import type { SetRecoveryRequest as _parley_v1_SetRecoveryRequest, SetRecoveryRequest__Output as _parley_v1_SetRecoveryRequest__Output } from '../../parley/v1/SetRecoveryRequest.ts';

export interface RecoveryDefinition {
  GetRecovery: MethodDefinition<_parley_v1_Empty, _parley_v1_RecoveryPolicy, _parley_v1_Empty__Output, _parley_v1_RecoveryPolicy__Output>
  RecoverKey: MethodDefinition<_parley_v1_RecoverKeyRequest, _parley_v1_MemberKey, _parley_v1_RecoverKeyRequest__Output, _parley_v1_MemberKey__Output>
  SetRecovery: MethodDefinition<_parley_v1_SetRecoveryRequest, _parley_v1_RecoveryPolicy, _parley_v1_SetRecoveryRequest__Output, _parley_v1_RecoveryPolicy__Output>
}
