// Original file: protos/parley/v1/members.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';

export interface RevokeMemberRequest {
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'reason'?: (string);
  '_role'?: "role";
}

export interface RevokeMemberRequest__Output {
  'organisation': (string);
  'role'?: (_parley_v1_Role__Output);
  'reason': (string);
  '_role'?: "role";
}
