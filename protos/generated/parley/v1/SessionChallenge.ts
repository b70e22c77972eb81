// Original file: protos/parley/v1/sessions.proto


export interface SessionChallenge {
  'challenge'?: (Buffer | Uint8Array | string);
}

export interface SessionChallenge__Output {
  'challenge': (Buffer);
}
