// Original file: protos/parley/v1/rounds.proto


export interface OpenedShare {
  'of'?: (number);
  'share'?: (Buffer | Uint8Array | string);
  'salt'?: (Buffer | Uint8Array | string);
}

export interface OpenedShare__Output {
  'of': (number);
  'share': (Buffer);
  'salt': (Buffer);
}
