// Original file: protos/parley/v1/bounties.proto


export interface PostBountyRequest {
  'terms'?: (Buffer | Uint8Array | string);
  'nonce'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
  'draft'?: (boolean);
}

export interface PostBountyRequest__Output {
  'terms': (Buffer);
  'nonce': (Buffer);
  'signature': (Buffer);
  'draft': (boolean);
}
