// Original file: protos/parley/v1/keys.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { KeyState as _parley_v1_KeyState, KeyState__Output as _parley_v1_KeyState__Output } from '../../parley/v1/KeyState.ts';
import type { Long } from '@grpc/proto-loader';

export interface MemberKey {
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'keyId'?: (Buffer | Uint8Array | string);
  'version'?: (number);
  'publicKey'?: (Buffer | Uint8Array | string);
  'state'?: (_parley_v1_KeyState);
  'notBeforeMs'?: (number | string | Long);
  'notAfterMs'?: (number | string | Long);
  'registeredAtMs'?: (number | string | Long);
  'supersededBy'?: (Buffer | Uint8Array | string);
  'overlapEndsAtMs'?: (number | string | Long);
  'lastUsedAtMs'?: (number | string | Long);
  'uses'?: (number | string | Long);
  'reason'?: (string);
}

export interface MemberKey__Output {
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
  'keyId': (Buffer);
  'version': (number);
  'publicKey': (Buffer);
  'state': (_parley_v1_KeyState__Output);
  'notBeforeMs': (string);
  'notAfterMs': (string);
  'registeredAtMs': (string);
  'supersededBy': (Buffer);
  'overlapEndsAtMs': (string);
  'lastUsedAtMs': (string);
  'uses': (string);
  'reason': (string);
}
