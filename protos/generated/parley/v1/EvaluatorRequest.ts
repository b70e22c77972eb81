// Original file: protos/parley/v1/market.proto


export interface EvaluatorRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface EvaluatorRequest__Output {
  'bountyId': (Buffer);
  'signature': (Buffer);
}
