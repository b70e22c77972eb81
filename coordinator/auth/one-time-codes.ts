/** One-time codes by time (RFC 6238), as authenticators have them: SHA-1, six digits, 30 s. */
import { Secret, TOTP } from 'otpauth'

const periodS = 30
/** Codes of the step before and after count too: clocks differ, and people type. */
const stepsAside = 1

/** Of a secret of 20 bytes; the label is what the authenticator calls it. */
export function totpOf(secret: Uint8Array, label: string): TOTP {
  return new TOTP({
    ...{ issuer: 'Parley', label, algorithm: 'SHA1', digits: 6, period: periodS },
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  })
}

/** The step of time that the code is of, near now; undefined for none. */
export function stepOf(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const delta = totpOf(secret, '').validate({ token: code, timestamp: nowMs, window: stepsAside })
  return delta === null ? undefined : Math.floor(nowMs / 1000 / periodS) + delta
}
