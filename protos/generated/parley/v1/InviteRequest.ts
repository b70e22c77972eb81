// Original file: protos/parley/v1/enrolment.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { Long } from '@grpc/proto-loader';

export interface InviteRequest {
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'validForMs'?: (number | string | Long);
}

export interface InviteRequest__Output {
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
  'validForMs': (string);
}
