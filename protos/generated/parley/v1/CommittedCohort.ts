// Original file: protos/parley/v1/rounds.proto

import type { CohortEntry as _parley_v1_CohortEntry, CohortEntry__Output as _parley_v1_CohortEntry__Output } from '../../parley/v1/CohortEntry.ts';
import type { LogHead as _parley_v1_LogHead, LogHead__Output as _parley_v1_LogHead__Output } from '../../parley/v1/LogHead.ts';

export interface CommittedCohort {
  'drawContext'?: (Buffer | Uint8Array | string);
  'entries'?: (_parley_v1_CohortEntry)[];
  'logHead'?: (_parley_v1_LogHead | null);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface CommittedCohort__Output {
  'drawContext': (Buffer);
  'entries': (_parley_v1_CohortEntry__Output)[];
  'logHead': (_parley_v1_LogHead__Output | null);
  'signature': (Buffer);
}
