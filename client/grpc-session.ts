/** The session that the calls of one port are made in: begun when the first call needs it, and again before it ends. */
import { toHex } from '../aggregation/index.ts'
import {
  type Answer,
  granted,
  type Session,
  type SessionChallenge,
  type SessionPlace,
} from '../protos/index.ts'

export interface SessionKeeper {
  /** A place that no call had yet, for calls that this key signs; a refusal where no session can be begun. */
  next(publicKey: Uint8Array): Promise<Answer<SessionPlace>>
  /** Another session is begun for the next call. */
  forget(): void
}

export interface SessionCalls {
  getSessionChallenge(): Promise<Answer<SessionChallenge>>
  beginSession(challenge: Uint8Array): Promise<Answer<Session>>
  readonly clock: { nowMs(): number }
}

interface Begun {
  readonly sessionId: Uint8Array
  /** On our clock. */
  readonly usableUntilMs: number
  sequence: number
}

/** Of a session's life, how much is used: what is under way at its end should still arrive. */
const usedShare = 0.9

export function openSessionKeeper({ getSessionChallenge, beginSession, clock }: SessionCalls): SessionKeeper {
  let current: { readonly key: string; readonly begun: Promise<Answer<Begun>> } | undefined

  async function begin(): Promise<Answer<Begun>> {
    const asked = await getSessionChallenge()
    if (asked.kind === 'refused') return asked
    const startedMs = clock.nowMs()
    const begun = await beginSession(asked.value.challenge)
    if (begun.kind === 'refused') return begun
    const { sessionId, lastsMs } = begun.value
    return granted({ sessionId, usableUntilMs: startedMs + usedShare * lastsMs, sequence: 0 })
  }

  return {
    async next(publicKey) {
      const key = toHex(publicKey)
      for (;;) {
        const mine = current?.key === key ? current : { key, begun: begin() }
        const isNew = mine !== current
        current = mine
        const answer = await mine.begun
        if (answer.kind === 'granted' && (isNew || clock.nowMs() < answer.value.usableUntilMs)) {
          answer.value.sequence += 1
          return granted({ sessionId: answer.value.sessionId, sequence: answer.value.sequence })
        }
        if (current === mine) current = undefined
        if (answer.kind === 'refused') return answer
      }
    },
    forget() {
      current = undefined
    },
  }
}
