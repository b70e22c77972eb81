import { maximumEntries, maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import * as t from '../types.ts'
import { enumeration, list, natural, text } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const word = text(maximumNameCharacters, 1)

export const apiKeyCodec = message<t.ApiKey, wire.ApiKey>('ApiKey', {
  id: word,
  name: text(maximumNameCharacters),
  organisation: word,
  role: enumeration(t.roles),
  methods: list(word, maximumEntries),
  environment: word,
  issuedAtMs: natural(),
  expiresAtMs: natural(),
  lastUsedAtMs: natural(),
  uses: natural(),
  revokedAtMs: natural(),
  reason: text(maximumSentenceCharacters),
})

export const issueApiKeyRequestCodec = message<t.IssueApiKeyRequest, wire.IssueApiKeyRequest>(
  'IssueApiKeyRequest',
  { name: word, scope: list(word, maximumEntries), lifeMs: natural() },
)

export const issuedApiKeyCodec = message<t.IssuedApiKey, wire.IssuedApiKey>('IssuedApiKey', {
  apiKey: apiKeyCodec,
  text: word,
})

export const apiKeysRequestCodec = message<t.ApiKeysRequest, wire.ApiKeysRequest>('ApiKeysRequest', {
  organisation: text(maximumNameCharacters),
})

export const apiKeyListCodec = message<t.ApiKeyList, wire.ApiKeyList>('ApiKeyList', {
  apiKeys: list(apiKeyCodec, maximumEntries),
})

export const revokeApiKeyRequestCodec = message<t.RevokeApiKeyRequest, wire.RevokeApiKeyRequest>(
  'RevokeApiKeyRequest',
  { id: word, reason: text(maximumSentenceCharacters) },
)
