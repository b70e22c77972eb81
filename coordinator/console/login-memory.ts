/**
 * What is remembered of logins, in this process alone. Those that hold are known by a random id in a cookie and kept under the id's hash,
 * so that a copy of the memory opens nothing; their number is bounded, and the oldest goes first. Of those under way nothing is kept, or whoever asks
 * for the page often enough would drive others out: the cookie holds all of it, sealed, and only which came back is remembered.
 */
import {
  openRecord,
  type RandomSource,
  sealRecord,
  taggedHash,
  toHex,
  utf8,
} from '../../aggregation/index.ts'

/** Time as the console is given it. */
export interface LoginClock {
  nowMs(): number
  /** Runs `action` once after `delayMs`; the returned function takes it back. */
  after(delayMs: number, action: () => void): () => void
}

/** From the first page of the provider to the last. */
export const attemptMs = 10 * 60_000
export const sessionMs = 8 * 3_600_000
/** Logins that came back within their time; each has been at the provider. */
const mostTaken = 10_000
const mostSessions = 1_000

/** What a login must come back with, and what proves that it was begun here. */
export interface LoginAttempt {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export interface LoginSession {
  readonly person: string
  /** Aborts at the end: after eight hours, or by logging out. */
  readonly ended: AbortSignal
}

export interface LoginMemory {
  beginAttempt(): { readonly id: string; readonly attempt: LoginAttempt }
  /** Once: a second time there is none. */
  takeAttempt(id: string | undefined): LoginAttempt | undefined
  /** The id for the cookie. */
  beginSession(person: string): string
  findSession(id: string | undefined): LoginSession | undefined
  endSession(id: string | undefined): void
  close(): void
}

export function openLoginMemory(random: RandomSource, clock: LoginClock): LoginMemory {
  const place = { key: random.bytes(32), purpose: 'parley/console/login-attempt', of: [] }
  const taken = new Set<string>()
  const sessions = new Map<
    string,
    { readonly session: LoginSession; readonly endsAtMs: number; readonly end: () => void }
  >()
  const word = () => Buffer.from(random.bytes(32)).toString('base64url')

  function endSession(key: string): void {
    sessions.get(key)?.end()
    sessions.delete(key)
  }

  /** What this process sealed into a cookie; undefined for anything else. */
  function opened(id: string): (LoginAttempt & { readonly endsAtMs: number }) | undefined {
    const sealed = Buffer.from(id, 'base64url')
    if (sealed.length > 1_000) return undefined
    const text = openRecord(sealed, place)
    return text === undefined ? undefined : JSON.parse(Buffer.from(text).toString())
  }

  return {
    beginAttempt() {
      const attempt = { state: word(), nonce: word(), codeVerifier: word() }
      const text = JSON.stringify({ ...attempt, endsAtMs: clock.nowMs() + attemptMs })
      const sealed = sealRecord(utf8(text), place, random)
      return { id: Buffer.from(sealed).toString('base64url'), attempt }
    },
    takeAttempt(id) {
      const found = id === undefined ? undefined : opened(id)
      if (found === undefined || found.endsAtMs <= clock.nowMs() || taken.has(found.state)) return undefined
      taken.add(found.state)
      if (taken.size > mostTaken) taken.delete(taken.values().next().value!)
      const { state, nonce, codeVerifier } = found
      return { state, nonce, codeVerifier }
    },
    beginSession(person) {
      const id = word()
      const key = keyOf(id)
      const over = new AbortController()
      const cancel = clock.after(sessionMs, () => endSession(key))
      const end = () => {
        cancel()
        over.abort()
      }
      const session = { person, ended: over.signal }
      sessions.set(key, { session, endsAtMs: clock.nowMs() + sessionMs, end })
      if (sessions.size > mostSessions) endSession(sessions.keys().next().value!)
      return id
    },
    findSession(id) {
      const found = id === undefined ? undefined : sessions.get(keyOf(id))
      // A timer may come late; the clock decides.
      return found !== undefined && clock.nowMs() < found.endsAtMs ? found.session : undefined
    },
    endSession: id => {
      if (id !== undefined) endSession(keyOf(id))
    },
    close() {
      for (const key of [...sessions.keys()]) endSession(key)
    },
  }
}

function keyOf(id: string): string {
  return toHex(taggedHash('parley/console/login', utf8(id)))
}
