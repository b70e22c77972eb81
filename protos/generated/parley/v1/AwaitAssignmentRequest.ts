// Original file: protos/parley/v1/rounds.proto


export interface AwaitAssignmentRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'afterRound'?: (number);
  'afterAttempt'?: (number);
  'waitMs'?: (number);
}

export interface AwaitAssignmentRequest__Output {
  'bountyId': (Buffer);
  'afterRound': (number);
  'afterAttempt': (number);
  'waitMs': (number);
}
