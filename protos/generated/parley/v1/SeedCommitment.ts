// Original file: protos/parley/v1/rounds.proto


export interface SeedCommitment {
  'drawContext'?: (Buffer | Uint8Array | string);
  'identityKey'?: (Buffer | Uint8Array | string);
  'commitment'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface SeedCommitment__Output {
  'drawContext': (Buffer);
  'identityKey': (Buffer);
  'commitment': (Buffer);
  'signature': (Buffer);
}
