// Original file: protos/parley/v1/rounds.proto

import type { ShareBox as _parley_v1_ShareBox, ShareBox__Output as _parley_v1_ShareBox__Output } from '../../parley/v1/ShareBox.ts';

export interface KeyShares {
  'sessionId'?: (Buffer | Uint8Array | string);
  'selfSeedCommitment'?: (Buffer | Uint8Array | string);
  'shareRoot'?: (Buffer | Uint8Array | string);
  'shareLeaves'?: (Buffer | Uint8Array | string)[];
  'boxes'?: (_parley_v1_ShareBox)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface KeyShares__Output {
  'sessionId': (Buffer);
  'selfSeedCommitment': (Buffer);
  'shareRoot': (Buffer);
  'shareLeaves': (Buffer)[];
  'boxes': (_parley_v1_ShareBox__Output)[];
  'signature': (Buffer);
}
