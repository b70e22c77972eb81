// Original file: protos/parley/v1/common.proto


export interface StreamEnd {
  'chunks'?: (number);
  'runningHash'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface StreamEnd__Output {
  'chunks': (number);
  'runningHash': (Buffer);
  'signature': (Buffer);
}
