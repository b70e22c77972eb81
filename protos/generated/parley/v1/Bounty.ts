// Original file: protos/parley/v1/bounties.proto

import type { BountyState as _parley_v1_BountyState, BountyState__Output as _parley_v1_BountyState__Output } from '../../parley/v1/BountyState.ts';
import type { Participation as _parley_v1_Participation, Participation__Output as _parley_v1_Participation__Output } from '../../parley/v1/Participation.ts';
import type { RoundSummary as _parley_v1_RoundSummary, RoundSummary__Output as _parley_v1_RoundSummary__Output } from '../../parley/v1/RoundSummary.ts';
import type { Decline as _parley_v1_Decline, Decline__Output as _parley_v1_Decline__Output } from '../../parley/v1/Decline.ts';
import type { Long } from '@grpc/proto-loader';

export interface Bounty {
  'bountyId'?: (Buffer | Uint8Array | string);
  'buyer'?: (string);
  'terms'?: (Buffer | Uint8Array | string);
  'state'?: (_parley_v1_BountyState);
  'accepted'?: (boolean);
  'postedAtMs'?: (number | string | Long);
  'participants'?: (_parley_v1_Participation)[];
  'rounds'?: (_parley_v1_RoundSummary)[];
  'modelBlob'?: (Buffer | Uint8Array | string);
  'escrowedUnits'?: (string);
  'paidUnits'?: (string);
  'feeUnits'?: (string);
  'refundedUnits'?: (string);
  'reason'?: (string);
  'buyerKey'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
  'nonce'?: (Buffer | Uint8Array | string);
  'declines'?: (_parley_v1_Decline)[];
}

export interface Bounty__Output {
  'bountyId': (Buffer);
  'buyer': (string);
  'terms': (Buffer);
  'state': (_parley_v1_BountyState__Output);
  'accepted': (boolean);
  'postedAtMs': (string);
  'participants': (_parley_v1_Participation__Output)[];
  'rounds': (_parley_v1_RoundSummary__Output)[];
  'modelBlob': (Buffer);
  'escrowedUnits': (string);
  'paidUnits': (string);
  'feeUnits': (string);
  'refundedUnits': (string);
  'reason': (string);
  'buyerKey': (Buffer);
  'signature': (Buffer);
  'nonce': (Buffer);
  'declines': (_parley_v1_Decline__Output)[];
}
