// Original file: protos/parley/v1/market.proto


export interface CommitmentRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'round'?: (number);
  'commitment'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface CommitmentRequest__Output {
  'bountyId': (Buffer);
  'round': (number);
  'commitment': (Buffer);
  'signature': (Buffer);
}
