// Original file: protos/parley/v1/recovery.proto


export interface RecoverySignature {
  'key'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface RecoverySignature__Output {
  'key': (Buffer);
  'signature': (Buffer);
}
