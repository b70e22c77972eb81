// Original file: protos/parley/v1/rounds.proto

import type { OpenedShare as _parley_v1_OpenedShare, OpenedShare__Output as _parley_v1_OpenedShare__Output } from '../../parley/v1/OpenedShare.ts';

export interface Unmasking {
  'sessionId'?: (Buffer | Uint8Array | string);
  'digest'?: (Buffer | Uint8Array | string);
  'selfShares'?: (_parley_v1_OpenedShare)[];
  'keyShares'?: (_parley_v1_OpenedShare)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface Unmasking__Output {
  'sessionId': (Buffer);
  'digest': (Buffer);
  'selfShares': (_parley_v1_OpenedShare__Output)[];
  'keyShares': (_parley_v1_OpenedShare__Output)[];
  'signature': (Buffer);
}
