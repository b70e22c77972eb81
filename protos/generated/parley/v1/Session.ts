// Original file: protos/parley/v1/sessions.proto

import type { Long } from '@grpc/proto-loader';

export interface Session {
  'sessionId'?: (Buffer | Uint8Array | string);
  'lastsMs'?: (number | string | Long);
}

export interface Session__Output {
  'sessionId': (Buffer);
  'lastsMs': (string);
}
