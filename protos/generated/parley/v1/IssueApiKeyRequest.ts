// Original file: protos/parley/v1/api_keys.proto

import type { Long } from '@grpc/proto-loader';

export interface IssueApiKeyRequest {
  'name'?: (string);
  'scope'?: (string)[];
  'lifeMs'?: (number | string | Long);
}

export interface IssueApiKeyRequest__Output {
  'name': (string);
  'scope': (string)[];
  'lifeMs': (string);
}
