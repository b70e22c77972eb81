// Original file: protos/parley/v1/api_keys.proto

import type { ApiKey as _parley_v1_ApiKey, ApiKey__Output as _parley_v1_ApiKey__Output } from '../../parley/v1/ApiKey.ts';

export interface ApiKeyList {
  'apiKeys'?: (_parley_v1_ApiKey)[];
}

export interface ApiKeyList__Output {
  'apiKeys': (_parley_v1_ApiKey__Output)[];
}
