// Original file: protos/parley/v1/rounds.proto


export interface SurvivorSignature {
  'sessionId'?: (Buffer | Uint8Array | string);
  'digest'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface SurvivorSignature__Output {
  'sessionId': (Buffer);
  'digest': (Buffer);
  'signature': (Buffer);
}
