// Original file: protos/parley/v1/market.proto

import type { ClaimKind as _parley_v1_ClaimKind, ClaimKind__Output as _parley_v1_ClaimKind__Output } from '../../parley/v1/ClaimKind.ts';

export interface DisputeClaim {
  'kind'?: (_parley_v1_ClaimKind);
  'epoch'?: (number);
  'holder'?: (string);
  'isMet'?: (boolean);
}

export interface DisputeClaim__Output {
  'kind': (_parley_v1_ClaimKind__Output);
  'epoch': (number);
  'holder': (string);
  'isMet': (boolean);
}
