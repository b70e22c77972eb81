// Original file: protos/parley/v1/keys.proto


export interface RevokeKeyRequest {
  'keyId'?: (Buffer | Uint8Array | string);
  'reason'?: (string);
}

export interface RevokeKeyRequest__Output {
  'keyId': (Buffer);
  'reason': (string);
}
