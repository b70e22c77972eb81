// Original file: protos/parley/v1/rounds.proto


export interface StageTimeouts {
  'advertiseMs'?: (number);
  'shareMs'?: (number);
  'inputMs'?: (number);
  'survivorsMs'?: (number);
  'unmaskMs'?: (number);
}

export interface StageTimeouts__Output {
  'advertiseMs': (number);
  'shareMs': (number);
  'inputMs': (number);
  'survivorsMs': (number);
  'unmaskMs': (number);
}
