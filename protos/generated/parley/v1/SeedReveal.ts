// Original file: protos/parley/v1/rounds.proto


export interface SeedReveal {
  'drawContext'?: (Buffer | Uint8Array | string);
  'seed'?: (Buffer | Uint8Array | string);
}

export interface SeedReveal__Output {
  'drawContext': (Buffer);
  'seed': (Buffer);
}
