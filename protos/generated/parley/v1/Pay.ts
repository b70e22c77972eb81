// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface Pay {
  'organisation'?: (string);
  'weight'?: (number | string | Long);
  'amountUnits'?: (string);
}

export interface Pay__Output {
  'organisation': (string);
  'weight': (string);
  'amountUnits': (string);
}
