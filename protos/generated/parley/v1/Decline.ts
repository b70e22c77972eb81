// Original file: protos/parley/v1/bounties.proto

import type { DeclineReason as _parley_v1_DeclineReason, DeclineReason__Output as _parley_v1_DeclineReason__Output } from '../../parley/v1/DeclineReason.ts';
import type { Long } from '@grpc/proto-loader';

export interface Decline {
  'organisation'?: (string);
  'reason'?: (_parley_v1_DeclineReason);
  'round'?: (number);
  'atMs'?: (number | string | Long);
}

export interface Decline__Output {
  'organisation': (string);
  'reason': (_parley_v1_DeclineReason__Output);
  'round': (number);
  'atMs': (string);
}
