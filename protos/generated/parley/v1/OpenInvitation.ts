// Original file: protos/parley/v1/members.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { Long } from '@grpc/proto-loader';

export interface OpenInvitation {
  'id'?: (string);
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'expiresAtMs'?: (number | string | Long);
}

export interface OpenInvitation__Output {
  'id': (string);
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
  'expiresAtMs': (string);
}
