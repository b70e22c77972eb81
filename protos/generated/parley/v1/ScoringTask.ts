// Original file: protos/parley/v1/market.proto


export interface ScoringTask {
  'round'?: (number);
  'modelBlob'?: (Buffer | Uint8Array | string);
  'clipNorm'?: (number | string);
}

export interface ScoringTask__Output {
  'round': (number);
  'modelBlob': (Buffer);
  'clipNorm': (number);
}
