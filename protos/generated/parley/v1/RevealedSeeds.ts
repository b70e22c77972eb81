// Original file: protos/parley/v1/rounds.proto


export interface RevealedSeeds {
  'drawContext'?: (Buffer | Uint8Array | string);
  'seeds'?: (Buffer | Uint8Array | string)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface RevealedSeeds__Output {
  'drawContext': (Buffer);
  'seeds': (Buffer)[];
  'signature': (Buffer);
}
