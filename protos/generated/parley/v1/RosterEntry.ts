// Original file: protos/parley/v1/rounds.proto

import type { Advertisement as _parley_v1_Advertisement, Advertisement__Output as _parley_v1_Advertisement__Output } from '../../parley/v1/Advertisement.ts';

export interface RosterEntry {
  'index'?: (number);
  'advertisement'?: (_parley_v1_Advertisement | null);
  'path'?: (Buffer | Uint8Array | string)[];
}

export interface RosterEntry__Output {
  'index': (number);
  'advertisement': (_parley_v1_Advertisement__Output | null);
  'path': (Buffer)[];
}
