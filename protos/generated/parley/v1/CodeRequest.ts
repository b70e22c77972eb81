// Original file: protos/parley/v1/second_factors.proto


export interface CodeRequest {
  'code'?: (string);
}

export interface CodeRequest__Output {
  'code': (string);
}
