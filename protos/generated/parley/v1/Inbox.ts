// Original file: protos/parley/v1/rounds.proto

import type { Parcel as _parley_v1_Parcel, Parcel__Output as _parley_v1_Parcel__Output } from '../../parley/v1/Parcel.ts';

export interface Inbox {
  'sessionId'?: (Buffer | Uint8Array | string);
  'sharers'?: (Buffer | Uint8Array | string);
  'parcels'?: (_parley_v1_Parcel)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface Inbox__Output {
  'sessionId': (Buffer);
  'sharers': (Buffer);
  'parcels': (_parley_v1_Parcel__Output)[];
  'signature': (Buffer);
}
