// Original file: protos/parley/v1/rounds.proto


export interface Advertisement {
  'context'?: (Buffer | Uint8Array | string);
  'identityKey'?: (Buffer | Uint8Array | string);
  'channelKey'?: (Buffer | Uint8Array | string);
  'maskKey'?: (Buffer | Uint8Array | string);
  'nonce'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface Advertisement__Output {
  'context': (Buffer);
  'identityKey': (Buffer);
  'channelKey': (Buffer);
  'maskKey': (Buffer);
  'nonce': (Buffer);
  'signature': (Buffer);
}
