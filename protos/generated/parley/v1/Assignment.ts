// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { AggregationParameters as _parley_v1_AggregationParameters, AggregationParameters__Output as _parley_v1_AggregationParameters__Output } from '../../parley/v1/AggregationParameters.ts';
import type { Long } from '@grpc/proto-loader';

export interface Assignment {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'parameters'?: (_parley_v1_AggregationParameters | null);
  'modelHash'?: (Buffer | Uint8Array | string);
  'modelBlob'?: (Buffer | Uint8Array | string);
  'registryVersion'?: (number | string | Long);
  'registryRoot'?: (Buffer | Uint8Array | string);
  'deadlineMs'?: (number | string | Long);
  'finished'?: (boolean);
  'clipNorm'?: (number | string);
  '_clipNorm'?: "clipNorm";
}

export interface Assignment__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'parameters': (_parley_v1_AggregationParameters__Output | null);
  'modelHash': (Buffer);
  'modelBlob': (Buffer);
  'registryVersion': (string);
  'registryRoot': (Buffer);
  'deadlineMs': (string);
  'finished': (boolean);
  'clipNorm'?: (number);
  '_clipNorm'?: "clipNorm";
}
