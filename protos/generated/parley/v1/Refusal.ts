// Original file: protos/parley/v1/common.proto


export interface Refusal {
  'reason'?: (string);
  'message'?: (string);
  'field'?: (string);
  'culprit'?: (string);
}

export interface Refusal__Output {
  'reason': (string);
  'message': (string);
  'field': (string);
  'culprit': (string);
}
