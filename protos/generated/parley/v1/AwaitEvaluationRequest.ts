// Original file: protos/parley/v1/bounties.proto


export interface AwaitEvaluationRequest {
  'bountyId'?: (Buffer | Uint8Array | string);
  'afterRound'?: (number);
  'waitMs'?: (number);
}

export interface AwaitEvaluationRequest__Output {
  'bountyId': (Buffer);
  'afterRound': (number);
  'waitMs': (number);
}
