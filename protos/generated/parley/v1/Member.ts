// Original file: protos/parley/v1/enrolment.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { Long } from '@grpc/proto-loader';

export interface Member {
  'organisation'?: (string);
  'displayName'?: (string);
  'role'?: (_parley_v1_Role);
  'identityKey'?: (Buffer | Uint8Array | string);
  'enrolledAtMs'?: (number | string | Long);
  'addedIn'?: (number | string | Long);
  'removedIn'?: (number | string | Long);
  'keyVersion'?: (number);
  '_addedIn'?: "addedIn";
  '_removedIn'?: "removedIn";
  '_keyVersion'?: "keyVersion";
}

export interface Member__Output {
  'organisation': (string);
  'displayName': (string);
  'role': (_parley_v1_Role__Output);
  'identityKey': (Buffer);
  'enrolledAtMs': (string);
  'addedIn'?: (string);
  'removedIn'?: (string);
  'keyVersion'?: (number);
  '_addedIn'?: "addedIn";
  '_removedIn'?: "removedIn";
  '_keyVersion'?: "keyVersion";
}
