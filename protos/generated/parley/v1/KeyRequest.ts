// Original file: protos/parley/v1/keys.proto


export interface KeyRequest {
  'keyId'?: (Buffer | Uint8Array | string);
}

export interface KeyRequest__Output {
  'keyId': (Buffer);
}
