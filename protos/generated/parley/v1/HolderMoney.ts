// Original file: protos/parley/v1/market.proto


export interface HolderMoney {
  'holder'?: (string);
  'dueUnits'?: (string);
  'heldBackUnits'?: (string);
  'stakeUnits'?: (string);
}

export interface HolderMoney__Output {
  'holder': (string);
  'dueUnits': (string);
  'heldBackUnits': (string);
  'stakeUnits': (string);
}
