// Original file: protos/parley/v1/transactions.proto


export interface ApprovalRequest {
  'transactionId'?: (Buffer | Uint8Array | string);
  'requestHash'?: (Buffer | Uint8Array | string);
  'code'?: (string);
  'method'?: (string);
}

export interface ApprovalRequest__Output {
  'transactionId': (Buffer);
  'requestHash': (Buffer);
  'code': (string);
  'method': (string);
}
