// Original file: protos/parley/v1/rounds.proto

import type { ComplaintCode as _parley_v1_ComplaintCode, ComplaintCode__Output as _parley_v1_ComplaintCode__Output } from '../../parley/v1/ComplaintCode.ts';

export interface Complaint {
  'sessionId'?: (Buffer | Uint8Array | string);
  'from'?: (number);
  'code'?: (_parley_v1_ComplaintCode);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface Complaint__Output {
  'sessionId': (Buffer);
  'from': (number);
  'code': (_parley_v1_ComplaintCode__Output);
  'signature': (Buffer);
}
