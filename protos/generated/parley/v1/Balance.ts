// Original file: protos/parley/v1/ledger.proto


export interface Balance {
  'account'?: (string);
  'asset'?: (string);
  'postedUnits'?: (string);
  'heldUnits'?: (string);
}

export interface Balance__Output {
  'account': (string);
  'asset': (string);
  'postedUnits': (string);
  'heldUnits': (string);
}
