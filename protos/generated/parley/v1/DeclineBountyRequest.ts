// Original file: protos/parley/v1/bounties.proto

import type { DeclineReason as _parley_v1_DeclineReason, DeclineReason__Output as _parley_v1_DeclineReason__Output } from '../../parley/v1/DeclineReason.ts';

export interface DeclineBountyRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'reason'?: (_parley_v1_DeclineReason);
}

export interface DeclineBountyRequest__Output {
  'bountyId': (Buffer);
  'reason': (_parley_v1_DeclineReason__Output);
}
