// Original file: protos/parley/v1/api_keys.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApiKey as _parley_v1_ApiKey, ApiKey__Output as _parley_v1_ApiKey__Output } from '../../parley/v1/ApiKey.ts';
import type { ApiKeyList as _parley_v1_ApiKeyList, ApiKeyList__Output as _parley_v1_ApiKeyList__Output } from '../../parley/v1/ApiKeyList.ts';
import type { ApiKeysRequest as _parley_v1_ApiKeysRequest, ApiKeysRequest__Output as _parley_v1_ApiKeysRequest__Output } from '../../parley/v1/ApiKeysRequest.ts';
import type { IssueApiKeyRequest as _parley_v1_IssueApiKeyRequest, IssueApiKeyRequest__Output as _parley_v1_IssueApiKeyRequest__Output } from '../../parley/v1/IssueApiKeyRequest.ts';
import type { IssuedApiKey as _parley_v1_IssuedApiKey, IssuedApiKey__Output as _parley_v1_IssuedApiKey__Output } from '../../parley/v1/IssuedApiKey.ts';
import type { RevokeApiKeyRequest as _parley_v1_RevokeApiKeyRequest, RevokeApiKeyRequest__Output as _parley_v1_RevokeApiKeyRequest__Output } from '../../parley/v1/RevokeApiKeyRequest.ts';

export interface ApiKeysDefinition {
  IssueApiKey: MethodDefinition<_parley_v1_IssueApiKeyRequest, _parley_v1_IssuedApiKey, _parley_v1_IssueApiKeyRequest__Output, _parley_v1_IssuedApiKey__Output>
  ListApiKeys: MethodDefinition<_parley_v1_ApiKeysRequest, _parley_v1_ApiKeyList, _parley_v1_ApiKeysRequest__Output, _parley_v1_ApiKeyList__Output>
  RevokeApiKey: MethodDefinition<_parley_v1_RevokeApiKeyRequest, _parley_v1_ApiKey, _parley_v1_RevokeApiKeyRequest__Output, _parley_v1_ApiKey__Output>
}
