// Original file: protos/parley/v1/market.proto

import type { BountyState as _parley_v1_BountyState, BountyState__Output as _parley_v1_BountyState__Output } from '../../parley/v1/BountyState.ts';
import type { EpochView as _parley_v1_EpochView, EpochView__Output as _parley_v1_EpochView__Output } from '../../parley/v1/EpochView.ts';
import type { DisputeView as _parley_v1_DisputeView, DisputeView__Output as _parley_v1_DisputeView__Output } from '../../parley/v1/DisputeView.ts';
import type { HolderMoney as _parley_v1_HolderMoney, HolderMoney__Output as _parley_v1_HolderMoney__Output } from '../../parley/v1/HolderMoney.ts';
import type { Long } from '@grpc/proto-loader';

export interface MarketView {
  'bountyId'?: (Buffer | Uint8Array | string);
  'state'?: (_parley_v1_BountyState);
  'escrowUnits'?: (string);
  'bondUnits'?: (string);
  'epochs'?: (_parley_v1_EpochView)[];
  'disputes'?: (_parley_v1_DisputeView)[];
  'holders'?: (_parley_v1_HolderMoney)[];
  'finalAtMs'?: (number | string | Long);
  'settlement'?: (Buffer | Uint8Array | string);
}

export interface MarketView__Output {
  'bountyId': (Buffer);
  'state': (_parley_v1_BountyState__Output);
  'escrowUnits': (string);
  'bondUnits': (string);
  'epochs': (_parley_v1_EpochView__Output)[];
  'disputes': (_parley_v1_DisputeView__Output)[];
  'holders': (_parley_v1_HolderMoney__Output)[];
  'finalAtMs': (string);
  'settlement': (Buffer);
}
