// Original file: protos/parley/v1/market.proto

import type { DisputeClaim as _parley_v1_DisputeClaim, DisputeClaim__Output as _parley_v1_DisputeClaim__Output } from '../../parley/v1/DisputeClaim.ts';
import type { DisputeStatus as _parley_v1_DisputeStatus, DisputeStatus__Output as _parley_v1_DisputeStatus__Output } from '../../parley/v1/DisputeStatus.ts';
import type { Outcome as _parley_v1_Outcome, Outcome__Output as _parley_v1_Outcome__Output } from '../../parley/v1/Outcome.ts';
import type { EvidenceView as _parley_v1_EvidenceView, EvidenceView__Output as _parley_v1_EvidenceView__Output } from '../../parley/v1/EvidenceView.ts';
import type { Long } from '@grpc/proto-loader';

export interface DisputeView {
  'number'?: (number);
  'by'?: (string);
  'claim'?: (_parley_v1_DisputeClaim | null);
  'status'?: (_parley_v1_DisputeStatus);
  'isAppealed'?: (boolean);
  'outcome'?: (_parley_v1_Outcome);
  'deadlineMs'?: (number | string | Long);
  'evidence'?: (_parley_v1_EvidenceView)[];
}

export interface DisputeView__Output {
  'number': (number);
  'by': (string);
  'claim': (_parley_v1_DisputeClaim__Output | null);
  'status': (_parley_v1_DisputeStatus__Output);
  'isAppealed': (boolean);
  'outcome': (_parley_v1_Outcome__Output);
  'deadlineMs': (string);
  'evidence': (_parley_v1_EvidenceView__Output)[];
}
