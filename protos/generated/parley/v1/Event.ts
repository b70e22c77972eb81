// Original file: protos/parley/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface Event {
  'sequence'?: (number | string | Long);
  'atMs'?: (number | string | Long);
  'kind'?: (string);
  'bountyId'?: (Buffer | Uint8Array | string);
  'round'?: (number);
  'attempt'?: (number);
  'stage'?: (string);
  'organisation'?: (string);
  'reason'?: (string);
  'correct'?: (number | string | Long);
  'total'?: (number | string | Long);
  'amountUnits'?: (string);
  'bytes'?: (number | string | Long);
  'members'?: (number);
  'permille'?: (number);
  'group'?: (number);
  'groups'?: (number);
  'metric'?: (string);
  'value'?: (number | string);
  'low'?: (number | string);
  'high'?: (number | string);
  '_bountyId'?: "bountyId";
  '_round'?: "round";
  '_attempt'?: "attempt";
  '_stage'?: "stage";
  '_organisation'?: "organisation";
  '_reason'?: "reason";
  '_correct'?: "correct";
  '_total'?: "total";
  '_amountUnits'?: "amountUnits";
  '_bytes'?: "bytes";
  '_members'?: "members";
  '_permille'?: "permille";
  '_group'?: "group";
  '_groups'?: "groups";
  '_metric'?: "metric";
  '_value'?: "value";
  '_low'?: "low";
  '_high'?: "high";
}

export interface Event__Output {
  'sequence': (string);
  'atMs': (string);
  'kind': (string);
  'bountyId'?: (Buffer);
  'round'?: (number);
  'attempt'?: (number);
  'stage'?: (string);
  'organisation'?: (string);
  'reason'?: (string);
  'correct'?: (string);
  'total'?: (string);
  'amountUnits'?: (string);
  'bytes'?: (string);
  'members'?: (number);
  'permille'?: (number);
  'group'?: (number);
  'groups'?: (number);
  'metric'?: (string);
  'value'?: (number);
  'low'?: (number);
  'high'?: (number);
  '_bountyId'?: "bountyId";
  '_round'?: "round";
  '_attempt'?: "attempt";
  '_stage'?: "stage";
  '_organisation'?: "organisation";
  '_reason'?: "reason";
  '_correct'?: "correct";
  '_total'?: "total";
  '_amountUnits'?: "amountUnits";
  '_bytes'?: "bytes";
  '_members'?: "members";
  '_permille'?: "permille";
  '_group'?: "group";
  '_groups'?: "groups";
  '_metric'?: "metric";
  '_value'?: "value";
  '_low'?: "low";
  '_high'?: "high";
}
