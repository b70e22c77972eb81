// Original file: protos/parley/v1/rounds.proto


export interface ShareBox {
  'to'?: (number);
  'nonce'?: (Buffer | Uint8Array | string);
  'ciphertext'?: (Buffer | Uint8Array | string);
}

export interface ShareBox__Output {
  'to': (number);
  'nonce': (Buffer);
  'ciphertext': (Buffer);
}
