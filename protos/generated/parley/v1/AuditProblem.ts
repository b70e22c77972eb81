// Original file: protos/parley/v1/ledger.proto


export interface AuditProblem {
  'rule'?: (string);
  'where'?: (string);
  'detail'?: (string);
}

export interface AuditProblem__Output {
  'rule': (string);
  'where': (string);
  'detail': (string);
}
