// Original file: protos/parley/v1/rounds.proto


export interface MaskedInputReceipt {
  'sessionId'?: (Buffer | Uint8Array | string);
  'index'?: (number);
  'inputHash'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface MaskedInputReceipt__Output {
  'sessionId': (Buffer);
  'index': (number);
  'inputHash': (Buffer);
  'signature': (Buffer);
}
