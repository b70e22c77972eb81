/**
 * Witnesses of a log, after C2SP tlog-cosignature (cosignature/v1, Ed25519): whoever cosigns a checkpoint says that it goes on
 * from every checkpoint of that log it has cosigned before, and when it saw it. A log with witnesses whom its readers believe
 * cannot show two histories, since no witness cosigns both. That a witness checks anything is not proven here.
 */
import {
  concat,
  equalBytes,
  fromHex,
  type Signer,
  sha256,
  toHex,
  utf8,
  verifySignature,
} from '../crypto/index.ts'
import { fromBase64, isNoteName, noteParts, signatureLine, toBase64 } from './note.ts'

/** A key that cosigns, under its name. */
export interface Witness {
  readonly name: string
  readonly publicKey: Uint8Array // 32
}

const cosignatureAlgorithm = 0x04

function keyIdOf({ name, publicKey }: Witness): Uint8Array {
  return sha256(concat(utf8(name), Uint8Array.of(0x0a, cosignatureAlgorithm), publicKey)).slice(0, 4)
}

/** What a witness signs: the time in seconds since 1970, and the text of the checkpoint. */
function cosignedBytes(text: string, seconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${seconds}\n${text}`)
}

/** The verifier key of a witness: name, key id and key in one word, as the format writes it. */
export function formatWitness(witness: Witness): string {
  const key = toBase64(concat(Uint8Array.of(cosignatureAlgorithm), witness.publicKey))
  return `${witness.name}+${toHex(keyIdOf(witness))}+${key}`
}

/** Reads one; null for anything that is none. */
export function parseWitness(text: string): Witness | null {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  if (match === null) return null
  const [, name, keyId, encoded] = match as unknown as [string, string, string, string]
  const bytes = fromBase64(encoded)
  if (!isNoteName(name) || bytes?.length !== 33 || bytes[0] !== cosignatureAlgorithm) return null
  const witness = { name, publicKey: bytes.slice(1) }
  return equalBytes(keyIdOf(witness), fromHex(keyId)) ? witness : null
}

/**
 * The note with a witness's line below the others.
 *
 * @throws RangeError when it is no note, the name no note name, or the time not whole seconds.
 */
export function cosign(note: string, name: string, signer: Signer, seconds: number): string {
  const parts = noteParts(note)
  if (parts === null) throw new RangeError('only a signed note can be cosigned')
  if (!isNoteName(name))
    throw new RangeError(`a witness's name is one word without "+", not ${JSON.stringify(name)}`)
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw new RangeError(`a cosignature is made at whole seconds since 1970, not at ${seconds}`)
  const keyId = keyIdOf({ name, publicKey: signer.publicKey })
  const line = concat(keyId, bigEndian(seconds), signer.sign(cosignedBytes(parts.text, seconds)))
  return `${note}${signatureLine(name, line)}`
}

export type Cosigned =
  | { readonly kind: 'cosigned'; readonly by: readonly { readonly name: string; readonly seconds: number }[] }
  | { readonly kind: 'refused'; readonly reason: 'malformed-note' }
  /** A line of this witness whose signature does not hold. */
  | { readonly kind: 'refused'; readonly reason: 'bad-cosignature'; readonly name: string }
  | { readonly kind: 'refused'; readonly reason: 'too-few-witnesses'; readonly found: number }

/** Whether at least `needed` of these witnesses cosigned the note. Lines of others are passed over, as the format asks. */
export function verifyCosignatures(note: string, witnesses: readonly Witness[], needed: number): Cosigned {
  const parts = noteParts(note)
  if (parts === null) return { kind: 'refused', reason: 'malformed-note' }
  const by: { readonly name: string; readonly seconds: number }[] = []
  for (const witness of uniqueOf(witnesses)) {
    const keyId = keyIdOf(witness)
    const own = parts.lines.filter(
      ({ name, bytes }) => name === witness.name && equalBytes(bytes.subarray(0, 4), keyId),
    )
    const times = own.map(({ bytes }) => timeOf(parts.text, witness, bytes))
    if (times.includes(null)) return { kind: 'refused', reason: 'bad-cosignature', name: witness.name }
    if (times.length > 0) by.push({ name: witness.name, seconds: Math.max(...times.map(Number)) })
  }
  return by.length >= needed
    ? { kind: 'cosigned', by }
    : { kind: 'refused', reason: 'too-few-witnesses', found: by.length }
}

/** One key is one witness, whatever names it goes by. */
function uniqueOf(witnesses: readonly Witness[]): readonly Witness[] {
  return [...new Map(witnesses.map(witness => [toHex(witness.publicKey), witness])).values()]
}

/** When it was signed; null where the signature does not hold. */
function timeOf(text: string, { publicKey }: Witness, line: Uint8Array): number | null {
  if (line.length !== 76) return null
  const seconds = Number(new DataView(line.buffer, line.byteOffset).getBigUint64(4))
  if (!Number.isSafeInteger(seconds)) return null
  return verifySignature(publicKey, cosignedBytes(text, seconds), line.subarray(12)) ? seconds : null
}

/** Eight bytes, the highest first. */
function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
