// Original file: protos/parley/v1/keys.proto


export interface KeysRequest {
  'organisation'?: (string);
}

export interface KeysRequest__Output {
  'organisation': (string);
}
