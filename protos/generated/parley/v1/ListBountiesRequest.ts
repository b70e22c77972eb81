// Original file: protos/parley/v1/bounties.proto

import type { BountyState as _parley_v1_BountyState, BountyState__Output as _parley_v1_BountyState__Output } from '../../parley/v1/BountyState.ts';

export interface ListBountiesRequest {
  'states'?: (_parley_v1_BountyState)[];
  'modelFamily'?: (string);
  'minimumPriceUnits'?: (string);
  'limit'?: (number);
  'after'?: (Buffer | Uint8Array | string);
}

export interface ListBountiesRequest__Output {
  'states': (_parley_v1_BountyState__Output)[];
  'modelFamily': (string);
  'minimumPriceUnits': (string);
  'limit': (number);
  'after': (Buffer);
}
