// Original file: protos/parley/v1/enrolment.proto

import type { Member as _parley_v1_Member, Member__Output as _parley_v1_Member__Output } from '../../parley/v1/Member.ts';
import type { Long } from '@grpc/proto-loader';

export interface Registry {
  'version'?: (number | string | Long);
  'root'?: (Buffer | Uint8Array | string);
  'members'?: (_parley_v1_Member)[];
  'signature'?: (Buffer | Uint8Array | string);
  'removed'?: (_parley_v1_Member)[];
}

export interface Registry__Output {
  'version': (string);
  'root': (Buffer);
  'members': (_parley_v1_Member__Output)[];
  'signature': (Buffer);
  'removed': (_parley_v1_Member__Output)[];
}
