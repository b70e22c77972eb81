// Original file: protos/parley/v1/market.proto


export interface RevealRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'round'?: (number);
  'salt'?: (Buffer | Uint8Array | string);
  'utilities'?: (string)[];
}

export interface RevealRequest__Output {
  'bountyId': (Buffer);
  'round': (number);
  'salt': (Buffer);
  'utilities': (string)[];
}
