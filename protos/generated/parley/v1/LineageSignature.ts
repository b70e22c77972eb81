// Original file: protos/parley/v1/market.proto


export interface LineageSignature {
  'signature'?: (Buffer | Uint8Array | string);
}

export interface LineageSignature__Output {
  'signature': (Buffer);
}
