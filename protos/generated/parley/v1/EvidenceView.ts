// Original file: protos/parley/v1/market.proto


export interface EvidenceView {
  'by'?: (string);
  'sha256'?: (Buffer | Uint8Array | string);
}

export interface EvidenceView__Output {
  'by': (string);
  'sha256': (Buffer);
}
