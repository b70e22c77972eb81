// Original file: protos/parley/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'after'?: (number | string | Long);
}

export interface WatchRequest__Output {
  'bountyId': (Buffer);
  'after': (string);
}
