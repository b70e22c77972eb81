// Original file: protos/parley/v1/market.proto

import type { ArbiterSignature as _parley_v1_ArbiterSignature, ArbiterSignature__Output as _parley_v1_ArbiterSignature__Output } from '../../parley/v1/ArbiterSignature.ts';

export interface RulingRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'dispute'?: (number);
  'isUpheld'?: (boolean);
  'signatures'?: (_parley_v1_ArbiterSignature)[];
}

export interface RulingRequest__Output {
  'bountyId': (Buffer);
  'dispute': (number);
  'isUpheld': (boolean);
  'signatures': (_parley_v1_ArbiterSignature__Output)[];
}
