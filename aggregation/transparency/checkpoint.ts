/**
 * Checkpoints of a Merkle log: the text of C2SP tlog-checkpoint (origin, size, root), signed as a C2SP signed note
 * with Ed25519. A checkpoint commits its signer to every leaf below `size`: two checkpoints of one log that are not
 * consistent prove that it showed different people different histories. That they were compared is not proven here.
 */
import { concat, equalBytes, type Signer, sha256, utf8, verifySignature } from '../crypto/index.ts'
import { fromBase64, isNoteName, noteParts, signatureLine, toBase64 } from './note.ts'

/** What a checkpoint says. `origin` names the log; `root` is the 32-byte Merkle root of its first `size` leaves. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

const ed25519Algorithm = 0x01

/**
 * The text of a checkpoint, unsigned.
 *
 * @throws RangeError when the origin is not a note name, the size not a whole number or the root not 32 bytes.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isNoteName(origin))
    throw new RangeError(`an origin is one word without "+", not ${JSON.stringify(origin)}`)
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`a log cannot have ${size} leaves`)
  if (root.length !== 32) throw new RangeError(`a root has 32 bytes, not ${root.length}`)
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** First four bytes of SHA-256(name || 0x0A || 0x01 || public key): which key a signature line speaks of. */
export function noteKeyId(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concat(utf8(name), Uint8Array.of(0x0a, ed25519Algorithm), publicKey)).slice(0, 4)
}

/**
 * `text` as a signed note under the name and key of `signer`.
 *
 * @throws RangeError when the text does not end in a newline or the name is not a note name.
 */
export function signNote(text: string, name: string, signer: Signer): string {
  if (!text.endsWith('\n')) throw new RangeError('the text of a note ends in a newline')
  if (!isNoteName(name))
    throw new RangeError(`a key's name is one word without "+", not ${JSON.stringify(name)}`)
  const line = concat(noteKeyId(name, signer.publicKey), signer.sign(utf8(text)))
  return `${text}\n${signatureLine(name, line)}`
}

export type OpenedNote =
  | { readonly kind: 'opened'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: 'malformed-note' | 'not-signed' | 'bad-signature' }

/**
 * The text of a note signed by the key of this name. Signatures of other keys are passed over, as the format asks,
 * so that witnesses can add theirs.
 */
export function openNote(note: string, name: string, publicKey: Uint8Array): OpenedNote {
  const parts = noteParts(note)
  if (parts === null) return { kind: 'refused', reason: 'malformed-note' }
  const { text, lines } = parts
  const keyId = noteKeyId(name, publicKey)
  const mine = lines.filter(line => line.name === name && equalBytes(line.bytes.subarray(0, 4), keyId))
  if (mine.length === 0) return { kind: 'refused', reason: 'not-signed' }
  const good = mine.every(line => verifySignature(publicKey, utf8(text), line.bytes.subarray(4)))
  return good ? { kind: 'opened', text } : { kind: 'refused', reason: 'bad-signature' }
}

export type CheckedCheckpoint =
  | { readonly kind: 'verified'; readonly checkpoint: Checkpoint }
  | {
      readonly kind: 'refused'
      readonly reason: 'malformed-note' | 'not-signed' | 'bad-signature' | 'malformed-checkpoint'
    }

/**
 * Reads a checkpoint signed by the log that it names as its origin, whose key is `publicKey`. Callers that know the
 * log's name compare `checkpoint.origin` with it.
 */
export function verifyCheckpoint(note: string, publicKey: Uint8Array): CheckedCheckpoint {
  const end = note.indexOf('\n')
  const origin = note.slice(0, Math.max(end, 0))
  if (!isNoteName(origin)) return { kind: 'refused', reason: 'malformed-checkpoint' }
  const opened = openNote(note, origin, publicKey)
  if (opened.kind === 'refused') return opened
  const checkpoint = parseCheckpoint(opened.text)
  return checkpoint === null
    ? { kind: 'refused', reason: 'malformed-checkpoint' }
    : { kind: 'verified', checkpoint }
}

/** The three lines of a checkpoint; extension lines are refused, since this log writes none. */
function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, size, root, ...rest] = text.split('\n')
  if (origin === undefined || size === undefined || root === undefined) return null
  if (rest.length !== 1 || rest[0] !== '') return null
  const bytes = fromBase64(root)
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || bytes?.length !== 32) return null
  return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root: bytes } : null
}
