// Original file: protos/parley/v1/bounties.proto

import type { BountyOrder as _parley_v1_BountyOrder, BountyOrder__Output as _parley_v1_BountyOrder__Output } from '../../parley/v1/BountyOrder.ts';

export interface BountySearch {
  'text'?: (string);
  'metric'?: (string);
  'maximumEpsilon'?: (number | string);
  'minimumRoundPayUnits'?: (string);
  'order'?: (_parley_v1_BountyOrder);
}

export interface BountySearch__Output {
  'text': (string);
  'metric': (string);
  'maximumEpsilon': (number);
  'minimumRoundPayUnits': (string);
  'order': (_parley_v1_BountyOrder__Output);
}
