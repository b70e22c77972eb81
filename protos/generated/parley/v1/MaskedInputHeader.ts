// Original file: protos/parley/v1/rounds.proto

import type { Long } from '@grpc/proto-loader';

export interface MaskedInputHeader {
  'sessionId'?: (Buffer | Uint8Array | string);
  'sharersHash'?: (Buffer | Uint8Array | string);
  'dimension'?: (number);
  'bits'?: (number);
  'totalBytes'?: (number | string | Long);
  'inputHash'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface MaskedInputHeader__Output {
  'sessionId': (Buffer);
  'sharersHash': (Buffer);
  'dimension': (number);
  'bits': (number);
  'totalBytes': (string);
  'inputHash': (Buffer);
  'signature': (Buffer);
}
