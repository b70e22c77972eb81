// Original file: protos/parley/v1/log.proto


export interface Proof {
  'hashes'?: (Buffer | Uint8Array | string)[];
}

export interface Proof__Output {
  'hashes': (Buffer)[];
}
