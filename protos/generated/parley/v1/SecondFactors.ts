// Original file: protos/parley/v1/second_factors.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { CodeRequest as _parley_v1_CodeRequest, CodeRequest__Output as _parley_v1_CodeRequest__Output } from '../../parley/v1/CodeRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { MemberRequest as _parley_v1_MemberRequest, MemberRequest__Output as _parley_v1_MemberRequest__Output } from '../../parley/v1/MemberRequest.ts';
import type { SecondFactor as _parley_v1_SecondFactor, SecondFactor__Output as _parley_v1_SecondFactor__Output } from '../../parley/v1/SecondFactor.ts';

export interface SecondFactorsDefinition {
  AddSecondFactor: MethodDefinition<_parley_v1_CodeRequest, _parley_v1_SecondFactor, _parley_v1_CodeRequest__Output, _parley_v1_SecondFactor__Output>
  ConfirmSecondFactor: MethodDefinition<_parley_v1_CodeRequest, _parley_v1_Empty, _parley_v1_CodeRequest__Output, _parley_v1_Empty__Output>
  ResetSecondFactor: MethodDefinition<_parley_v1_MemberRequest, _parley_v1_Empty, _parley_v1_MemberRequest__Output, _parley_v1_Empty__Output>
}
