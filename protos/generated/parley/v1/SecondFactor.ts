// Original file: protos/parley/v1/second_factors.proto


export interface SecondFactor {
  'uri'?: (string);
}

export interface SecondFactor__Output {
  'uri': (string);
}
