// Original file: protos/parley/v1/rounds.proto


export interface CohortEntry {
  'identityKey'?: (Buffer | Uint8Array | string);
  'commitment'?: (Buffer | Uint8Array | string);
}

export interface CohortEntry__Output {
  'identityKey': (Buffer);
  'commitment': (Buffer);
}
