// Original file: protos/parley/v1/ledger.proto

import type { Long } from '@grpc/proto-loader';

export interface StatementLine {
  'journal'?: (number | string | Long);
  'atMs'?: (number | string | Long);
  'kind'?: (string);
  'account'?: (string);
  'counterAccount'?: (string);
  'amountUnits'?: (string);
  'balanceUnits'?: (string);
  'bountyId'?: (Buffer | Uint8Array | string);
  'round'?: (number);
  'memo'?: (string);
}

export interface StatementLine__Output {
  'journal': (string);
  'atMs': (string);
  'kind': (string);
  'account': (string);
  'counterAccount': (string);
  'amountUnits': (string);
  'balanceUnits': (string);
  'bountyId': (Buffer);
  'round': (number);
  'memo': (string);
}
