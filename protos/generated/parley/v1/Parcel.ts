// Original file: protos/parley/v1/rounds.proto

import type { ShareBox as _parley_v1_ShareBox, ShareBox__Output as _parley_v1_ShareBox__Output } from '../../parley/v1/ShareBox.ts';

export interface Parcel {
  'from'?: (number);
  'selfSeedCommitment'?: (Buffer | Uint8Array | string);
  'shareRoot'?: (Buffer | Uint8Array | string);
  'boxesRoot'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
  'box'?: (_parley_v1_ShareBox | null);
  'selfSharePath'?: (Buffer | Uint8Array | string)[];
  'keySharePath'?: (Buffer | Uint8Array | string)[];
}

export interface Parcel__Output {
  'from': (number);
  'selfSeedCommitment': (Buffer);
  'shareRoot': (Buffer);
  'boxesRoot': (Buffer);
  'signature': (Buffer);
  'box': (_parley_v1_ShareBox__Output | null);
  'selfSharePath': (Buffer)[];
  'keySharePath': (Buffer)[];
}
