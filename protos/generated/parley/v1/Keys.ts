// Original file: protos/parley/v1/keys.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { KeyList as _parley_v1_KeyList, KeyList__Output as _parley_v1_KeyList__Output } from '../../parley/v1/KeyList.ts';
import type { KeyRequest as _parley_v1_KeyRequest, KeyRequest__Output as _parley_v1_KeyRequest__Output } from '../../parley/v1/KeyRequest.ts';
import type { KeysRequest as _parley_v1_KeysRequest, KeysRequest__Output as _parley_v1_KeysRequest__Output } from '../../parley/v1/KeysRequest.ts';
import type { MemberKey as _parley_v1_MemberKey, MemberKey__Output as _parley_v1_MemberKey__Output } from '../../parley/v1/MemberKey.ts';
import type { RetireKeyRequest as _parley_v1_RetireKeyRequest, RetireKeyRequest__Output as _parley_v1_RetireKeyRequest__Output } from '../../parley/v1/RetireKeyRequest.ts';
import type { RevokeKeyRequest as _parley_v1_RevokeKeyRequest, RevokeKeyRequest__Output as _parley_v1_RevokeKeyRequest__Output } from '../../parley/v1/RevokeKeyRequest.ts';
import type { RotateKeyRequest as _parley_v1_RotateKeyRequest, RotateKeyRequest__Output as _parley_v1_RotateKeyRequest__Output } from '../../parley/v1/RotateKeyRequest.ts';

export interface KeysDefinition {
  ListKeys: MethodDefinition<_parley_v1_KeysRequest, _parley_v1_KeyList, _parley_v1_KeysRequest__Output, _parley_v1_KeyList__Output>
  RetireKey: MethodDefinition<_parley_v1_RetireKeyRequest, _parley_v1_MemberKey, _parley_v1_RetireKeyRequest__Output, _parley_v1_MemberKey__Output>
  RevokeKey: MethodDefinition<_parley_v1_RevokeKeyRequest, _parley_v1_MemberKey, _parley_v1_RevokeKeyRequest__Output, _parley_v1_MemberKey__Output>
  RollBackKey: MethodDefinition<_parley_v1_KeyRequest, _parley_v1_MemberKey, _parley_v1_KeyRequest__Output, _parley_v1_MemberKey__Output>
  RotateKey: MethodDefinition<_parley_v1_RotateKeyRequest, _parley_v1_MemberKey, _parley_v1_RotateKeyRequest__Output, _parley_v1_MemberKey__Output>
}
