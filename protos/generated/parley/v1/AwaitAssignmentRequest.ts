// Original file: protos/parley/v1/rounds.proto


export interface AwaitAssignmentRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'nextRound'?: (number);
  'afterAttempt'?: (number);
  'waitMs'?: (number);
}

export interface AwaitAssignmentRequest__Output {
  'bountyId': (Buffer);
  'nextRound': (number);
  'afterAttempt': (number);
  'waitMs': (number);
}
