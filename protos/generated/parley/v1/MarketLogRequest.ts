// Original file: protos/parley/v1/market.proto


export interface MarketLogRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'after'?: (number);
  'limit'?: (number);
}

export interface MarketLogRequest__Output {
  'bountyId': (Buffer);
  'after': (number);
  'limit': (number);
}
