// Original file: protos/parley/v1/api_keys.proto

import type { ApiKey as _parley_v1_ApiKey, ApiKey__Output as _parley_v1_ApiKey__Output } from '../../parley/v1/ApiKey.ts';

export interface IssuedApiKey {
  'apiKey'?: (_parley_v1_ApiKey | null);
  'text'?: (string);
}

export interface IssuedApiKey__Output {
  'apiKey': (_parley_v1_ApiKey__Output | null);
  'text': (string);
}
