// Original file: protos/parley/v1/bounties.proto

import type { BountyState as _parley_v1_BountyState, BountyState__Output as _parley_v1_BountyState__Output } from '../../parley/v1/BountyState.ts';
import type { BountySearch as _parley_v1_BountySearch, BountySearch__Output as _parley_v1_BountySearch__Output } from '../../parley/v1/BountySearch.ts';

export interface ListBountiesRequest {
  'states'?: (_parley_v1_BountyState)[];
  'modelFamily'?: (string);
  'minimumPriceUnits'?: (string);
  'limit'?: (number);
  'after'?: (Buffer | Uint8Array | string);
  'search'?: (_parley_v1_BountySearch | null);
}

export interface ListBountiesRequest__Output {
  'states': (_parley_v1_BountyState__Output)[];
  'modelFamily': (string);
  'minimumPriceUnits': (string);
  'limit': (number);
  'after': (Buffer);
  'search': (_parley_v1_BountySearch__Output | null);
}
