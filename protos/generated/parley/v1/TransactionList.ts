// Original file: protos/parley/v1/transactions.proto

import type { Transaction as _parley_v1_Transaction, Transaction__Output as _parley_v1_Transaction__Output } from '../../parley/v1/Transaction.ts';

export interface TransactionList {
  'transactions'?: (_parley_v1_Transaction)[];
}

export interface TransactionList__Output {
  'transactions': (_parley_v1_Transaction__Output)[];
}
