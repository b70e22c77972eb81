// Original file: protos/parley/v1/ledger.proto


export interface BalancesRequest {
  'organisation'?: (string);
}

export interface BalancesRequest__Output {
  'organisation': (string);
}
