// Original file: protos/parley/v1/bounties.proto

import type { Long } from '@grpc/proto-loader';

export interface EvaluationTask {
  'round'?: (number);
  'modelBlob'?: (Buffer | Uint8Array | string);
  'modelHash'?: (Buffer | Uint8Array | string);
  'deadlineMs'?: (number | string | Long);
  'finished'?: (boolean);
}

export interface EvaluationTask__Output {
  'round': (number);
  'modelBlob': (Buffer);
  'modelHash': (Buffer);
  'deadlineMs': (string);
  'finished': (boolean);
}
