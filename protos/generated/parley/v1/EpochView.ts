// Original file: protos/parley/v1/market.proto

import type { EpochStatus as _parley_v1_EpochStatus, EpochStatus__Output as _parley_v1_EpochStatus__Output } from '../../parley/v1/EpochStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface EpochView {
  'epoch'?: (number);
  'status'?: (_parley_v1_EpochStatus);
  'units'?: (string);
  'dueUnits'?: (string);
  'releaseAtMs'?: (number | string | Long);
}

export interface EpochView__Output {
  'epoch': (number);
  'status': (_parley_v1_EpochStatus__Output);
  'units': (string);
  'dueUnits': (string);
  'releaseAtMs': (string);
}
