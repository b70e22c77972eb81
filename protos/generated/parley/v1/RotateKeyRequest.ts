// Original file: protos/parley/v1/keys.proto

import type { Long } from '@grpc/proto-loader';

export interface RotateKeyRequest {
  'oldKey'?: (Buffer | Uint8Array | string);
  'oldVersion'?: (number);
  'newKey'?: (Buffer | Uint8Array | string);
  'newVersion'?: (number);
  'notBeforeMs'?: (number | string | Long);
  'notAfterMs'?: (number | string | Long);
  'oldSignature'?: (Buffer | Uint8Array | string);
  'newSignature'?: (Buffer | Uint8Array | string);
}

export interface RotateKeyRequest__Output {
  'oldKey': (Buffer);
  'oldVersion': (number);
  'newKey': (Buffer);
  'newVersion': (number);
  'notBeforeMs': (string);
  'notAfterMs': (string);
  'oldSignature': (Buffer);
  'newSignature': (Buffer);
}
