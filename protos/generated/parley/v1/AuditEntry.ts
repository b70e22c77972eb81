// Original file: protos/parley/v1/audit.proto


export interface AuditEntry {
  'place'?: (number);
  'event'?: (Buffer | Uint8Array | string);
  'path'?: (Buffer | Uint8Array | string)[];
}

export interface AuditEntry__Output {
  'place': (number);
  'event': (Buffer);
  'path': (Buffer)[];
}
