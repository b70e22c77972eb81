// Original file: protos/parley/v1/sessions.proto


export interface BeginSessionRequest {
  'challenge'?: (Buffer | Uint8Array | string);
  'certificate'?: (Buffer | Uint8Array | string);
}

export interface BeginSessionRequest__Output {
  'challenge': (Buffer);
  'certificate': (Buffer);
}
