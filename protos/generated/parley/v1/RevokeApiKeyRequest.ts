// Original file: protos/parley/v1/api_keys.proto


export interface RevokeApiKeyRequest {
  'id'?: (string);
  'reason'?: (string);
}

export interface RevokeApiKeyRequest__Output {
  'id': (string);
  'reason': (string);
}
