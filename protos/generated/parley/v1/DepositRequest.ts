// Original file: protos/parley/v1/ledger.proto


export interface DepositRequest {
  'organisation'?: (string);
  'amountUnits'?: (string);
  'memo'?: (string);
}

export interface DepositRequest__Output {
  'organisation': (string);
  'amountUnits': (string);
  'memo': (string);
}
