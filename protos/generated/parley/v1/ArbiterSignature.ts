// Original file: protos/parley/v1/market.proto


export interface ArbiterSignature {
  'key'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface ArbiterSignature__Output {
  'key': (Buffer);
  'signature': (Buffer);
}
