// Original file: protos/parley/v1/rounds.proto


export interface MaskedInputChunk {
  'sequence'?: (number);
  'data'?: (Buffer | Uint8Array | string);
}

export interface MaskedInputChunk__Output {
  'sequence': (number);
  'data': (Buffer);
}
