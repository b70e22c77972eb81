// Original file: protos/parley/v1/transactions.proto


export interface TransactionRequest {
  'method'?: (string);
  'request'?: (Buffer | Uint8Array | string);
  'code'?: (string);
}

export interface TransactionRequest__Output {
  'method': (string);
  'request': (Buffer);
  'code': (string);
}
