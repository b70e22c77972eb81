// Original file: protos/parley/v1/common.proto


export interface StreamChunk {
  'sequence'?: (number);
  'data'?: (Buffer | Uint8Array | string);
  'runningHash'?: (Buffer | Uint8Array | string);
}

export interface StreamChunk__Output {
  'sequence': (number);
  'data': (Buffer);
  'runningHash': (Buffer);
}
