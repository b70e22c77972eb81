// Original file: protos/parley/v1/bounties.proto


export interface BlobRequest {
  'sha256'?: (Buffer | Uint8Array | string);
}

export interface BlobRequest__Output {
  'sha256': (Buffer);
}
