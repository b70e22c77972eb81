// Original file: protos/parley/v1/bounties.proto

import type { MetricFigure as _parley_v1_MetricFigure, MetricFigure__Output as _parley_v1_MetricFigure__Output } from '../../parley/v1/MetricFigure.ts';
import type { Long } from '@grpc/proto-loader';

export interface SubmitEvaluationRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'round'?: (number);
  'modelHash'?: (Buffer | Uint8Array | string);
  'examples'?: (number | string | Long);
  'correct'?: (number | string | Long);
  'metrics'?: (_parley_v1_MetricFigure)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface SubmitEvaluationRequest__Output {
  'bountyId': (Buffer);
  'round': (number);
  'modelHash': (Buffer);
  'examples': (string);
  'correct': (string);
  'metrics': (_parley_v1_MetricFigure__Output)[];
  'signature': (Buffer);
}
