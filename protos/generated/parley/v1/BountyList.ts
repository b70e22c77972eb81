// Original file: protos/parley/v1/bounties.proto

import type { Bounty as _parley_v1_Bounty, Bounty__Output as _parley_v1_Bounty__Output } from '../../parley/v1/Bounty.ts';

export interface BountyList {
  'bounties'?: (_parley_v1_Bounty)[];
}

export interface BountyList__Output {
  'bounties': (_parley_v1_Bounty__Output)[];
}
