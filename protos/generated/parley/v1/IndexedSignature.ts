// Original file: protos/parley/v1/rounds.proto


export interface IndexedSignature {
  'index'?: (number);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface IndexedSignature__Output {
  'index': (number);
  'signature': (Buffer);
}
