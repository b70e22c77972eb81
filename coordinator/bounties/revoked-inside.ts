import { type Refusal, refused } from '../../protos/reasons.ts'

/** The answer to a word that is signed, inside a bounty, by the key that joined or posted it, and that key is revoked. */
export function revokedInside(): Refusal {
  return refused(
    'signature-invalid',
    'the key that this bounty was joined or posted under is revoked: nothing more is taken under it here',
  )
}
