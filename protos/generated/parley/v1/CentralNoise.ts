// Original file: protos/parley/v1/rounds.proto


export interface CentralNoise {
  'gamma'?: (number | string);
  'standardDeviation'?: (number | string);
  'beta'?: (number | string);
  'clip'?: (number | string);
  'dimension'?: (number);
}

export interface CentralNoise__Output {
  'gamma': (number);
  'standardDeviation': (number);
  'beta': (number);
  'clip': (number);
  'dimension': (number);
}
