// Original file: protos/parley/v1/bounties.proto


export interface BountyRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
}

export interface BountyRequest__Output {
  'bountyId': (Buffer);
}
