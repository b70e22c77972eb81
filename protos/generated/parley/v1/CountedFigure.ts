// Original file: protos/parley/v1/bounties.proto


export interface CountedFigure {
  'metric'?: (string);
  'value'?: (number | string);
  'low'?: (number | string);
  'high'?: (number | string);
  '_low'?: "low";
  '_high'?: "high";
}

export interface CountedFigure__Output {
  'metric': (string);
  'value': (number);
  'low'?: (number);
  'high'?: (number);
  '_low'?: "low";
  '_high'?: "high";
}
