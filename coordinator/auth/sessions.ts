/**
 * Sessions: whoever changes something proves first, by signing a fresh challenge, that its key is at work now; what it then calls
 * carries numbers that are used once each. A session is bound to the key that began it and, where certificates are asked for, to the
 * connection's certificate, which the key names under its signature (RFC 8705 ties tokens to certificates in the same way): whoever stands between
 * cannot go on in it over a connection of its own.
 */
import { createHmac } from 'node:crypto'
import { concat, enc, equalBytes, taggedHash, toHex, u64, utf8 } from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import type { BeginSessionRequest, Session } from '../../protos/types.ts'
import { addSession, type Storage } from '../storage/index.ts'
import type { World } from '../world.ts'

/** How long a session lasts, in milliseconds. */
export const sessionLifeMs = 10 * 60_000
/** How long a challenge waits for its answer. */
const challengeLifeMs = 60_000

export interface SessionParts {
  readonly storage: Storage
  readonly world: Pick<World, 'nowMs' | 'random'>
  readonly doorKeys: {
    /** 32 bytes that every process of this coordinator has, and nobody else: nothing is kept of a challenge until it is answered. */
    readonly challenges: Uint8Array
  }
}

type SessionOperations = Pick<CoordinatorService, 'getSessionChallenge' | 'beginSession'>

export function sessionOperations({ storage, world, doorKeys }: SessionParts): SessionOperations {
  /** Nonce, end, and a tag that only this coordinator makes, over both and the key that asked. */
  function challengeOf(keyId: Uint8Array, nonce: Uint8Array, endsAt: Uint8Array): Uint8Array {
    const claims = enc(utf8('parley/v1/session-challenge'), keyId, nonce, endsAt)
    return concat(nonce, endsAt, createHmac('sha256', doorKeys.challenges).update(claims).digest())
  }

  function isGood(challenge: Uint8Array, keyId: Uint8Array, nowMs: number): boolean {
    const endsAt = challenge.subarray(16, 24)
    const made = challengeOf(keyId, challenge.subarray(0, 16), endsAt)
    return equalBytes(made, challenge) && Number(Buffer.from(endsAt).readBigUInt64LE()) > nowMs
  }

  return {
    async getSessionChallenge({ identityKey }) {
      const endsAt = u64(world.nowMs() + challengeLifeMs)
      return granted({ challenge: challengeOf(keyIdOf(identityKey), world.random.bytes(16), endsAt) })
    },
    async beginSession(caller, request) {
      const keyId = keyIdOf(caller.identityKey)
      if (!isGood(request.challenge, keyId, world.nowMs()))
        return refused(
          'session-needed',
          'the challenge is not one that this key was given within the last minute; ask for another',
          { field: 'challenge' },
        )
      if (!isSameCertificate(caller, request))
        return refused(
          'session-needed',
          'the connection shows another certificate than the request names; where something between ends TLS, it must pass the connection through',
          { field: 'certificate' },
        )
      return begin(caller, keyId, request.challenge)
    },
  }

  async function begin(caller: Caller, keyId: Uint8Array, challenge: Uint8Array): Promise<Answer<Session>> {
    // From the challenge, which so begins one session and no second.
    const sessionId = taggedHash('parley/v1/session', challenge).subarray(0, 16)
    const row = {
      id: toHex(sessionId),
      keyId: toHex(keyId),
      certificate: toHex(caller.certificate ?? new Uint8Array()),
      endsAtMs: world.nowMs() + sessionLifeMs,
    }
    const isFirst = await storage.transaction(tx => addSession(tx, row))
    return isFirst
      ? granted({ sessionId, lastsMs: sessionLifeMs })
      : refused('session-needed', 'a session was begun with this challenge before; ask for another', {
          field: 'challenge',
        })
  }
}

/** A connection on which no certificate is asked for shows none, whatever the caller has. */
function isSameCertificate(
  { certificate = new Uint8Array() }: Caller,
  { certificate: named }: BeginSessionRequest,
): boolean {
  return certificate.length === 0 || equalBytes(certificate, named)
}
