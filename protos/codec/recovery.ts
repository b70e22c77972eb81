import { maximumNameCharacters } from '../limits.ts'
import * as t from '../types.ts'
import { bytes, count, enumeration, list, natural, text } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const key = bytes(32)
const signature = bytes(64)
/** Room above the rules, so that those may change. */
const mostKeys = 32

const recoverySignature = message<t.RecoverySignature, wire.RecoverySignature>('RecoverySignature', {
  key,
  signature,
})

export const recoveryPolicyCodec = message<t.RecoveryPolicy, wire.RecoveryPolicy>('RecoveryPolicy', {
  threshold: count(mostKeys),
  keys: list(key, mostKeys),
  counter: natural(),
  setAtMs: natural(),
})

export const setRecoveryRequestCodec = message<t.SetRecoveryRequest, wire.SetRecoveryRequest>(
  'SetRecoveryRequest',
  {
    threshold: count(mostKeys),
    keys: list(key, mostKeys),
    counter: natural(),
    signatures: list(recoverySignature, mostKeys),
  },
)

export const recoverKeyRequestCodec = message<t.RecoverKeyRequest, wire.RecoverKeyRequest>(
  'RecoverKeyRequest',
  {
    organisation: text(maximumNameCharacters, 1),
    role: enumeration(t.roles),
    counter: natural(),
    newKey: key,
    notAfterMs: natural(),
    newSignature: signature,
    signatures: list(recoverySignature, mostKeys),
  },
)
