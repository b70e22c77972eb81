// Original file: protos/parley/v1/market.proto


export interface FaultRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'proof'?: (Buffer | Uint8Array | string);
}

export interface FaultRequest__Output {
  'bountyId': (Buffer);
  'proof': (Buffer);
}
