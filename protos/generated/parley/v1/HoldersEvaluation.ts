// Original file: protos/parley/v1/bounties.proto

import type { CountedFigure as _parley_v1_CountedFigure, CountedFigure__Output as _parley_v1_CountedFigure__Output } from '../../parley/v1/CountedFigure.ts';
import type { Long } from '@grpc/proto-loader';

export interface HoldersEvaluation {
  'examples'?: (number | string | Long);
  'metrics'?: (_parley_v1_CountedFigure)[];
}

export interface HoldersEvaluation__Output {
  'examples': (string);
  'metrics': (_parley_v1_CountedFigure__Output)[];
}
