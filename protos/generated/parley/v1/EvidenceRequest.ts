// Original file: protos/parley/v1/market.proto


export interface EvidenceRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'dispute'?: (number);
  'evidence'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface EvidenceRequest__Output {
  'bountyId': (Buffer);
  'dispute': (number);
  'evidence': (Buffer);
  'signature': (Buffer);
}
