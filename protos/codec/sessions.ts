import type * as t from '../types.ts'
import { bytes, bytesOrNone, natural } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

const challenge = bytes(56)

export const sessionChallengeCodec = message<t.SessionChallenge, wire.SessionChallenge>('SessionChallenge', {
  challenge,
})

export const beginSessionRequestCodec = message<t.BeginSessionRequest, wire.BeginSessionRequest>(
  'BeginSessionRequest',
  { challenge, certificate: bytesOrNone(32) },
)

export const sessionCodec = message<t.Session, wire.Session>('Session', {
  sessionId: bytes(16),
  lastsMs: natural(),
})
