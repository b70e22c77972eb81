// Original file: protos/parley/v1/common.proto

import type { Long } from '@grpc/proto-loader';

export interface RequestSignature {
  'keyId'?: (Buffer | Uint8Array | string);
  'keyVersion'?: (number);
  'unixMs'?: (number | string | Long);
  'nonce'?: (Buffer | Uint8Array | string);
  'sessionId'?: (Buffer | Uint8Array | string);
  'sequence'?: (number | string | Long);
  'idempotencyKey'?: (string);
  'signature'?: (Buffer | Uint8Array | string);
  'publicKey'?: (Buffer | Uint8Array | string);
  'transactionId'?: (Buffer | Uint8Array | string);
}

export interface RequestSignature__Output {
  'keyId': (Buffer);
  'keyVersion': (number);
  'unixMs': (string);
  'nonce': (Buffer);
  'sessionId': (Buffer);
  'sequence': (string);
  'idempotencyKey': (string);
  'signature': (Buffer);
  'publicKey': (Buffer);
  'transactionId': (Buffer);
}
