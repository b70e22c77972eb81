// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface Participation {
  'organisation'?: (string);
  'examples'?: (number | string | Long);
  'datasetRoot'?: (Buffer | Uint8Array | string);
  'joinedAtMs'?: (number | string | Long);
  'left'?: (boolean);
  'identityKey'?: (Buffer | Uint8Array | string);
}

export interface Participation__Output {
  'organisation': (string);
  'examples': (string);
  'datasetRoot': (Buffer);
  'joinedAtMs': (string);
  'left': (boolean);
  'identityKey': (Buffer);
}
