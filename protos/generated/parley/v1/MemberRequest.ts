// Original file: protos/parley/v1/second_factors.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';

export interface MemberRequest {
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
}

export interface MemberRequest__Output {
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
}
