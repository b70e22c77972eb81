// Original file: protos/parley/v1/market.proto

import type { MarketLeaf as _parley_v1_MarketLeaf, MarketLeaf__Output as _parley_v1_MarketLeaf__Output } from '../../parley/v1/MarketLeaf.ts';

export interface MarketLog {
  'leaves'?: (_parley_v1_MarketLeaf)[];
  'total'?: (number);
  'terms'?: (Buffer | Uint8Array | string);
}

export interface MarketLog__Output {
  'leaves': (_parley_v1_MarketLeaf__Output)[];
  'total': (number);
  'terms': (Buffer);
}
