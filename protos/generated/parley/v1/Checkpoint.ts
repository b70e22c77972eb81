// Original file: protos/parley/v1/log.proto


export interface Checkpoint {
  'note'?: (string);
}

export interface Checkpoint__Output {
  'note': (string);
}
