// Original file: protos/parley/v1/market.proto

import type { DisputeClaim as _parley_v1_DisputeClaim, DisputeClaim__Output as _parley_v1_DisputeClaim__Output } from '../../parley/v1/DisputeClaim.ts';

export interface DisputeRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'claim'?: (_parley_v1_DisputeClaim | null);
  'evidence'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface DisputeRequest__Output {
  'bountyId': (Buffer);
  'claim': (_parley_v1_DisputeClaim__Output | null);
  'evidence': (Buffer);
  'signature': (Buffer);
}
