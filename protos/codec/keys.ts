import { maximumEntries, maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import * as t from '../types.ts'
import { bytes, bytesOrNone, count, enumeration, flag, list, natural, text } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const key = bytes(32)
const keyId = bytes(16)
const signature = bytes(64)
const version = count()
const reason = text(maximumSentenceCharacters)

export const memberKeyCodec = message<t.MemberKey, wire.MemberKey>('MemberKey', {
  organisation: text(maximumNameCharacters, 1),
  role: enumeration(t.roles),
  keyId,
  version,
  publicKey: key,
  state: enumeration(t.keyStates),
  notBeforeMs: natural(),
  notAfterMs: natural(),
  registeredAtMs: natural(),
  supersededBy: bytesOrNone(16),
  overlapEndsAtMs: natural(),
  lastUsedAtMs: natural(),
  uses: natural(),
  reason,
})

export const keysRequestCodec = message<t.KeysRequest, wire.KeysRequest>('KeysRequest', {
  organisation: text(maximumNameCharacters),
})

export const keyListCodec = message<t.KeyList, wire.KeyList>('KeyList', {
  keys: list(memberKeyCodec, maximumEntries),
})

export const rotateKeyRequestCodec = message<t.RotateKeyRequest, wire.RotateKeyRequest>('RotateKeyRequest', {
  oldKey: key,
  oldVersion: version,
  newKey: key,
  newVersion: version,
  notBeforeMs: natural(),
  notAfterMs: natural(),
  oldSignature: signature,
  newSignature: signature,
})

export const keyRequestCodec = message<t.KeyRequest, wire.KeyRequest>('KeyRequest', { keyId })

export const retireKeyRequestCodec = message<t.RetireKeyRequest, wire.RetireKeyRequest>('RetireKeyRequest', {
  keyId,
  isForced: flag,
})

export const revokeKeyRequestCodec = message<t.RevokeKeyRequest, wire.RevokeKeyRequest>('RevokeKeyRequest', {
  keyId,
  reason,
})
