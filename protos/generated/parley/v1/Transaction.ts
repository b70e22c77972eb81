// Original file: protos/parley/v1/transactions.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { TransactionState as _parley_v1_TransactionState, TransactionState__Output as _parley_v1_TransactionState__Output } from '../../parley/v1/TransactionState.ts';
import type { Long } from '@grpc/proto-loader';

export interface Transaction {
  'transactionId'?: (Buffer | Uint8Array | string);
  'method'?: (string);
  'request'?: (Buffer | Uint8Array | string);
  'organisation'?: (string);
  'role'?: (_parley_v1_Role);
  'state'?: (_parley_v1_TransactionState);
  'requestedAtMs'?: (number | string | Long);
  'endsAtMs'?: (number | string | Long);
  'approvedBy'?: (string);
}

export interface Transaction__Output {
  'transactionId': (Buffer);
  'method': (string);
  'request': (Buffer);
  'organisation': (string);
  'role': (_parley_v1_Role__Output);
  'state': (_parley_v1_TransactionState__Output);
  'requestedAtMs': (string);
  'endsAtMs': (string);
  'approvedBy': (string);
}
