export type SignerFault =
  /** No answer within the deadline: away, sealed, too busy. The same again may succeed. */
  | 'unreachable'
  /** It answered, and will not do this: no right, a wrong PIN, a key of another kind. */
  | 'refused'
  | 'not-found'
  /** What it answered with is no signature of this key, or no answer of such a signer at all. */
  | 'wrong-answer'
  /** No token or PIN is given, or its file may be read by others. */
  | 'no-credential'
  /** This machine lacks what it takes to talk to it. */
  | 'no-driver'

/** A vault or token that does not sign; the message names it and says what to do, and never has a token or PIN in it. */
export class SignerError extends Error {
  override readonly name = 'SignerError'
  readonly reason: SignerFault

  constructor(reason: SignerFault, message: string) {
    super(message)
    this.reason = reason
  }
}
