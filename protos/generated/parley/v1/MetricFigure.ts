// Original file: protos/parley/v1/bounties.proto


export interface MetricFigure {
  'metric'?: (string);
  'value'?: (number | string);
  'low'?: (number | string);
  'high'?: (number | string);
}

export interface MetricFigure__Output {
  'metric': (string);
  'value': (number);
  'low': (number);
  'high': (number);
}
