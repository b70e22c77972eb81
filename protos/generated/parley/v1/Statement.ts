// Original file: protos/parley/v1/ledger.proto

import type { StatementLine as _parley_v1_StatementLine, StatementLine__Output as _parley_v1_StatementLine__Output } from '../../parley/v1/StatementLine.ts';

export interface Statement {
  'lines'?: (_parley_v1_StatementLine)[];
}

export interface Statement__Output {
  'lines': (_parley_v1_StatementLine__Output)[];
}
