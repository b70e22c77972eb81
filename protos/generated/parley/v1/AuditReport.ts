// Original file: protos/parley/v1/ledger.proto

import type { AuditProblem as _parley_v1_AuditProblem, AuditProblem__Output as _parley_v1_AuditProblem__Output } from '../../parley/v1/AuditProblem.ts';
import type { Long } from '@grpc/proto-loader';

export interface AuditReport {
  'ok'?: (boolean);
  'journals'?: (number | string | Long);
  'postings'?: (number | string | Long);
  'accounts'?: (number | string | Long);
  'supplyUnits'?: (string);
  'problems'?: (_parley_v1_AuditProblem)[];
  'seals'?: (number | string | Long);
  'lastSealedAtMs'?: (number | string | Long);
  'unsealedJournals'?: (number | string | Long);
  'adoptedJournals'?: (number | string | Long);
}

export interface AuditReport__Output {
  'ok': (boolean);
  'journals': (string);
  'postings': (string);
  'accounts': (string);
  'supplyUnits': (string);
  'problems': (_parley_v1_AuditProblem__Output)[];
  'seals': (string);
  'lastSealedAtMs': (string);
  'unsealedJournals': (string);
  'adoptedJournals': (string);
}
