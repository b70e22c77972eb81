// Original file: protos/parley/v1/rounds.proto


export interface AggregateResult {
  'sessionId'?: (Buffer | Uint8Array | string);
  'survivors'?: (Buffer | Uint8Array | string);
  'sumHash'?: (Buffer | Uint8Array | string);
  'transcriptHash'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface AggregateResult__Output {
  'sessionId': (Buffer);
  'survivors': (Buffer);
  'sumHash': (Buffer);
  'transcriptHash': (Buffer);
  'signature': (Buffer);
}
