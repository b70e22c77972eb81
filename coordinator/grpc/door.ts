import {
  type Answer,
  type Caller,
  type OperationName,
  type Refusal,
  type RequestSignature,
  refused,
} from '../../protos/index.ts'

/** A request as it arrived, before anything of it is understood. */
export interface DoorRequest {
  readonly method: OperationName
  readonly signature: RequestSignature
  /** The exact bytes of the request message, or of the first message of a stream. */
  readonly body: Uint8Array
  /** Where it came from, without the port. */
  readonly address: string
  /** SHA-256 of the caller's TLS certificate, where certificates are asked for. */
  readonly peerCertificateFingerprint?: Uint8Array
}

/** A request that shows an API key instead of a signature. */
export interface ApiKeyRequest {
  readonly method: OperationName
  /** As it arrived: what it is worth is for the door to say. */
  readonly apiKey: string
  /** Where it came from, without the port. */
  readonly address: string
}

/**
 * Who may come in. The edge has checked the size; the door checks the time, the key, the signature, the nonce and
 * the role, in this order, and only then is the request decoded.
 */
export interface Door {
  admit(request: DoorRequest): Promise<Answer<Caller>>
  /** The same for a call that shows an API key: checks without the signature and the nonce, and nothing but reading. */
  admitByApiKey(request: ApiKeyRequest): Promise<Answer<Caller>>
  /** Whether the key of somebody who was let in is still good, as far as is known here: asked before a long answer leaves. */
  isStillGood(caller: Caller): boolean
  /** Called with each identity key that is good no more, and the SHA-256 of each API key; the returned function ends it. */
  onKeyEnded(listener: (identityKey: Uint8Array) => void): () => void
}

/** What all are told whose requests are not signed as they have to be, whatever failed: from several texts a stranger could learn who is a member. */
export function notSigned(): Refusal {
  return refused(
    'unauthenticated',
    'the request is not signed by a key enrolled here, or not for this coordinator and this minute; check the metadata entry parley-signature-bin, the key, the enrolment and the clock',
  )
}
