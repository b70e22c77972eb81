// Original file: protos/parley/v1/rounds.proto

import type { RosterEntry as _parley_v1_RosterEntry, RosterEntry__Output as _parley_v1_RosterEntry__Output } from '../../parley/v1/RosterEntry.ts';

export interface Roster {
  'context'?: (Buffer | Uint8Array | string);
  'size'?: (number);
  'root'?: (Buffer | Uint8Array | string);
  'entries'?: (_parley_v1_RosterEntry)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface Roster__Output {
  'context': (Buffer);
  'size': (number);
  'root': (Buffer);
  'entries': (_parley_v1_RosterEntry__Output)[];
  'signature': (Buffer);
}
