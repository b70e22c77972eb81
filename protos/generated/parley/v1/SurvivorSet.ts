// Original file: protos/parley/v1/rounds.proto


export interface SurvivorSet {
  'sessionId'?: (Buffer | Uint8Array | string);
  'survivors'?: (Buffer | Uint8Array | string);
  'inputsRoot'?: (Buffer | Uint8Array | string);
  'path'?: (Buffer | Uint8Array | string)[];
  'signature'?: (Buffer | Uint8Array | string);
}

export interface SurvivorSet__Output {
  'sessionId': (Buffer);
  'survivors': (Buffer);
  'inputsRoot': (Buffer);
  'path': (Buffer)[];
  'signature': (Buffer);
}
