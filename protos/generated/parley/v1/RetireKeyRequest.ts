// Original file: protos/parley/v1/keys.proto


export interface RetireKeyRequest {
  'keyId'?: (Buffer | Uint8Array | string);
  'isForced'?: (boolean);
}

export interface RetireKeyRequest__Output {
  'keyId': (Buffer);
  'isForced': (boolean);
}
