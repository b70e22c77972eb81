/**
 * A seed that does not open its commitment. The message that shows a seed carries no signature of its own, as the right
 * seed needs none; a wrong one is bound to its sender by the signature of the call that brought it, which covers the
 * exact bytes of its body. A coordinator that wants a proof keeps that call.
 */
import { equalBytes, fromHex, toHex, utf8, verifySignature } from '../crypto/index.ts'
import type { SeedCommitment } from '../secure/draw/messages.ts'
import { commitToSeed } from '../secure/draw/partition.ts'
import { commitmentPayload } from '../secure/draw/signing.ts'
import type { Bytes } from '../secure/messages.ts'
import { type DrawPlace, nameOfPlace } from './places.ts'
import { type CallFields, canonicalCall, keyIdOf } from './signed-call.ts'

/** The method by which a seed is shown. */
export const revealSeedPath = '/parley.v1.Rounds/RevealSeed'

/** A call as its receiver kept it; the id of its key follows from the key. */
export interface KeptCall extends Omit<CallFields, 'keyId'> {
  readonly body: Bytes
  readonly signature: Bytes // 64
}

/** The call in a document. */
export interface CallText {
  readonly environment: string
  readonly audience: string
  readonly keyVersion: number
  readonly unixMs: number
  readonly nonce: string
  readonly sessionId: string
  readonly sequence: number
  readonly idempotencyKey: string
  readonly body: string
  readonly signature: string
}

export interface UnopenedCommitment {
  readonly kind: 'commitment-does-not-open'
  readonly place: DrawPlace
  readonly commitment: string
  readonly signature: string
  readonly call: CallText
}

/** The proof in a commitment and the call that showed another seed. */
export function unopenedCommitment(
  place: DrawPlace,
  { commitment, signature }: SeedCommitment,
  call: KeptCall,
): UnopenedCommitment {
  const { environment, audience, keyVersion, unixMs, sequence, idempotencyKey } = call
  return {
    kind: 'commitment-does-not-open',
    place,
    commitment: toHex(commitment),
    signature: toHex(signature),
    call: {
      environment,
      audience,
      keyVersion,
      unixMs,
      nonce: toHex(call.nonce),
      sessionId: toHex(call.sessionId),
      sequence,
      idempotencyKey,
      body: toHex(call.body),
      signature: toHex(call.signature),
    },
  }
}

export type SeedDoubt = 'not-signed' | 'no-seed-shown' | 'another-draw' | 'honest'

/** Why the document does not prove that the holder of `identityKey` showed another seed; undefined when it does. */
export function doubtOfSeed(
  { place, commitment, signature, call }: UnopenedCommitment,
  identityKey: Bytes,
): SeedDoubt | undefined {
  const drawContext = nameOfPlace(place)
  const payload = commitmentPayload(drawContext, fromHex(commitment))
  if (!verifySignature(identityKey, payload, fromHex(signature)) || !isCalledBy(call, identityKey))
    return 'not-signed'
  const shown = seedIn(fromHex(call.body))
  if (shown === undefined) return 'no-seed-shown'
  if (!equalBytes(shown.drawContext, drawContext)) return 'another-draw'
  return toHex(commitToSeed(drawContext, identityKey, shown.seed)) === commitment ? 'honest' : undefined
}

function isCalledBy(call: CallText, identityKey: Bytes): boolean {
  const { nonce, sessionId, body, signature, ...plain } = call
  const fields = {
    ...plain,
    keyId: keyIdOf(identityKey),
    nonce: fromHex(nonce),
    sessionId: fromHex(sessionId),
  }
  const text = canonicalCall(revealSeedPath, fields, fromHex(body))
  return verifySignature(identityKey, utf8(text), fromHex(signature))
}

/**
 * Draw and seed in the bytes of a RevealSeedRequest (protos/parley/v1/rounds.proto): field 2 of two, itself of two byte
 * strings. Protobuf lets a field stand twice and come in any order; what an agent sends does neither, and what does is
 * read as nothing.
 */
function seedIn(body: Bytes): { readonly drawContext: Bytes; readonly seed: Bytes } | undefined {
  const reveal = stringsIn(body)?.[1]
  const [drawContext, seed] = (reveal && stringsIn(reveal)) ?? []
  if (drawContext?.length !== 32 || seed?.length !== 32) return undefined
  return { drawContext, seed }
}

/** Exactly the fields 1 and 2, in order, both length-delimited and shorter than 128 bytes. */
function stringsIn(message: Bytes): readonly [Bytes, Bytes] | undefined {
  if (message[0] !== 0x0a) return undefined
  const middle = 2 + message[1]!
  if (message[middle] !== 0x12) return undefined
  const end = middle + 2 + message[middle + 1]!
  const isShort = message[1]! < 0x80 && message[middle + 1]! < 0x80
  return isShort && end === message.length
    ? [message.subarray(2, middle), message.subarray(middle + 2)]
    : undefined
}
