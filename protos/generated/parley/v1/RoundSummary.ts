// Original file: protos/parley/v1/bounties.proto

import type { RoundState as _parley_v1_RoundState, RoundState__Output as _parley_v1_RoundState__Output } from '../../parley/v1/RoundState.ts';
import type { Dropout as _parley_v1_Dropout, Dropout__Output as _parley_v1_Dropout__Output } from '../../parley/v1/Dropout.ts';
import type { Pay as _parley_v1_Pay, Pay__Output as _parley_v1_Pay__Output } from '../../parley/v1/Pay.ts';
import type { RoundGroup as _parley_v1_RoundGroup, RoundGroup__Output as _parley_v1_RoundGroup__Output } from '../../parley/v1/RoundGroup.ts';
import type { MetricFigure as _parley_v1_MetricFigure, MetricFigure__Output as _parley_v1_MetricFigure__Output } from '../../parley/v1/MetricFigure.ts';
import type { HoldersEvaluation as _parley_v1_HoldersEvaluation, HoldersEvaluation__Output as _parley_v1_HoldersEvaluation__Output } from '../../parley/v1/HoldersEvaluation.ts';
import type { BuyerEvaluation as _parley_v1_BuyerEvaluation, BuyerEvaluation__Output as _parley_v1_BuyerEvaluation__Output } from '../../parley/v1/BuyerEvaluation.ts';
import type { Long } from '@grpc/proto-loader';

export interface RoundSummary {
  'round'?: (number);
  'attempt'?: (number);
  'state'?: (_parley_v1_RoundState);
  'survivors'?: (string)[];
  'dropouts'?: (_parley_v1_Dropout)[];
  'correct'?: (number | string | Long);
  'total'?: (number | string | Long);
  'modelHash'?: (Buffer | Uint8Array | string);
  'uploadBytes'?: (number | string | Long);
  'startedAtMs'?: (number | string | Long);
  'finishedAtMs'?: (number | string | Long);
  'pays'?: (_parley_v1_Pay)[];
  'feeUnits'?: (string);
  'transcriptHash'?: (Buffer | Uint8Array | string);
  'groups'?: (_parley_v1_RoundGroup)[];
  'metrics'?: (_parley_v1_MetricFigure)[];
  'holders'?: (_parley_v1_HoldersEvaluation | null);
  'buyerEvaluation'?: (_parley_v1_BuyerEvaluation | null);
  'clipNorm'?: (number | string);
  '_clipNorm'?: "clipNorm";
}

export interface RoundSummary__Output {
  'round': (number);
  'attempt': (number);
  'state': (_parley_v1_RoundState__Output);
  'survivors': (string)[];
  'dropouts': (_parley_v1_Dropout__Output)[];
  'correct': (string);
  'total': (string);
  'modelHash': (Buffer);
  'uploadBytes': (string);
  'startedAtMs': (string);
  'finishedAtMs': (string);
  'pays': (_parley_v1_Pay__Output)[];
  'feeUnits': (string);
  'transcriptHash': (Buffer);
  'groups': (_parley_v1_RoundGroup__Output)[];
  'metrics': (_parley_v1_MetricFigure__Output)[];
  'holders': (_parley_v1_HoldersEvaluation__Output | null);
  'buyerEvaluation': (_parley_v1_BuyerEvaluation__Output | null);
  'clipNorm'?: (number);
  '_clipNorm'?: "clipNorm";
}
