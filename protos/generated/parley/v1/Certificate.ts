// Original file: protos/parley/v1/rounds.proto

import type { IndexedSignature as _parley_v1_IndexedSignature, IndexedSignature__Output as _parley_v1_IndexedSignature__Output } from '../../parley/v1/IndexedSignature.ts';

export interface Certificate {
  'sessionId'?: (Buffer | Uint8Array | string);
  'survivors'?: (Buffer | Uint8Array | string);
  'inputsRoot'?: (Buffer | Uint8Array | string);
  'signatures'?: (_parley_v1_IndexedSignature)[];
}

export interface Certificate__Output {
  'sessionId': (Buffer);
  'survivors': (Buffer);
  'inputsRoot': (Buffer);
  'signatures': (_parley_v1_IndexedSignature__Output)[];
}
