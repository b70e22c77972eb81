// Original file: protos/parley/v1/bounties.proto


export interface Dropout {
  'organisation'?: (string);
  'stage'?: (string);
  'reason'?: (string);
}

export interface Dropout__Output {
  'organisation': (string);
  'stage': (string);
  'reason': (string);
}
