// Original file: protos/parley/v1/api_keys.proto


export interface ApiKeysRequest {
  'organisation'?: (string);
}

export interface ApiKeysRequest__Output {
  'organisation': (string);
}
