// Original file: protos/parley/v1/ledger.proto

import type { Balance as _parley_v1_Balance, Balance__Output as _parley_v1_Balance__Output } from '../../parley/v1/Balance.ts';

export interface Balances {
  'balances'?: (_parley_v1_Balance)[];
}

export interface Balances__Output {
  'balances': (_parley_v1_Balance__Output)[];
}
