// Original file: protos/parley/v1/market.proto


export interface ScoringRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'after'?: (number);
  'waitMs'?: (number);
}

export interface ScoringRequest__Output {
  'bountyId': (Buffer);
  'after': (number);
  'waitMs': (number);
}
