// Original file: protos/parley/v1/common.proto


export interface AttemptRef {
  'bountyId'?: (Buffer | Uint8Array | string);
  'round'?: (number);
  'attempt'?: (number);
  'group'?: (number);
}

export interface AttemptRef__Output {
  'bountyId': (Buffer);
  'round': (number);
  'attempt': (number);
  'group': (number);
}
