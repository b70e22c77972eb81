// Original file: protos/parley/v1/api_keys.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { Long } from '@grpc/proto-loader';

export interface ApiKey {
  'id'?: (string);
  'name'?: (string);
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'methods'?: (string)[];
  'environment'?: (string);
  'issuedAtMs'?: (number | string | Long);
  'expiresAtMs'?: (number | string | Long);
  'lastUsedAtMs'?: (number | string | Long);
  'uses'?: (number | string | Long);
  'revokedAtMs'?: (number | string | Long);
  'reason'?: (string);
}

export interface ApiKey__Output {
  'id': (string);
  'name': (string);
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
  'methods': (string)[];
  'environment': (string);
  'issuedAtMs': (string);
  'expiresAtMs': (string);
  'lastUsedAtMs': (string);
  'uses': (string);
  'revokedAtMs': (string);
  'reason': (string);
}
