// Original file: protos/parley/v1/bounties.proto


export interface CancelBountyRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface CancelBountyRequest__Output {
  'bountyId': (Buffer);
  'signature': (Buffer);
}
