// Original file: protos/parley/v1/ledger.proto

import type { Long } from '@grpc/proto-loader';

export interface StatementRequest {
  'organisation'?: (string);
  'afterJournal'?: (number | string | Long);
  'limit'?: (number);
}

export interface StatementRequest__Output {
  'organisation': (string);
  'afterJournal': (string);
  'limit': (number);
}
