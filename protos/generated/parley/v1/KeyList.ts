// Original file: protos/parley/v1/keys.proto

import type { MemberKey as _parley_v1_MemberKey, MemberKey__Output as _parley_v1_MemberKey__Output } from '../../parley/v1/MemberKey.ts';

export interface KeyList {
  'keys'?: (_parley_v1_MemberKey)[];
}

export interface KeyList__Output {
  'keys': (_parley_v1_MemberKey__Output)[];
}
