// Original file: protos/parley/v1/bounties.proto


export interface RoundGroup {
  'group'?: (number);
  'survivors'?: (string)[];
  'reason'?: (string);
}

export interface RoundGroup__Output {
  'group': (number);
  'survivors': (string)[];
  'reason': (string);
}
