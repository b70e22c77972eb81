// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface JoinBountyRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'examples'?: (number | string | Long);
  'datasetRoot'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface JoinBountyRequest__Output {
  'bountyId': (Buffer);
  'examples': (string);
  'datasetRoot': (Buffer);
  'signature': (Buffer);
}
