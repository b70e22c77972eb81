// Original file: protos/parley/v1/bounties.proto


export interface DeliveryRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'boxKey'?: (Buffer | Uint8Array | string);
}

export interface DeliveryRequest__Output {
  'bountyId': (Buffer);
  'boxKey': (Buffer);
}
