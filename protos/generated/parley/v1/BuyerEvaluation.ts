// Original file: protos/parley/v1/bounties.proto

import type { EvaluationState as _parley_v1_EvaluationState, EvaluationState__Output as _parley_v1_EvaluationState__Output } from '../../parley/v1/EvaluationState.ts';
import type { Long } from '@grpc/proto-loader';

export interface BuyerEvaluation {
  'state'?: (_parley_v1_EvaluationState);
  'deadlineMs'?: (number | string | Long);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface BuyerEvaluation__Output {
  'state': (_parley_v1_EvaluationState__Output);
  'deadlineMs': (string);
  'signature': (Buffer);
}
