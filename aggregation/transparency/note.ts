/**
 * Signed notes (C2SP signed-note): a text that ends in a newline, an empty line, and signature lines, each of a name and the base64
 * of a key id and a signature.
 */

/** Largest note that is read, characters: a checkpoint with a dozen cosignatures is below 2,000. */
export const maximumNoteCharacters = 16_384

const signaturePrefix = '— '

/** A key's name is one word: white space and `+` would make a signature line ambiguous. */
export function isNoteName(name: string): boolean {
  return name.length > 0 && name.length <= 200 && !/[\s+\p{Cc}]/u.test(name)
}

export interface SignatureLine {
  readonly name: string
  /** Four bytes of key id, then the signature. */
  readonly bytes: Uint8Array
}

/** A note taken apart; null where it is none. */
export function noteParts(
  note: string,
): { readonly text: string; readonly lines: readonly SignatureLine[] } | null {
  const split = note.lastIndexOf('\n\n')
  if (note.length > maximumNoteCharacters || split < 0 || !note.endsWith('\n')) return null
  const lines = note
    .slice(split + 2, -1)
    .split('\n')
    .map(parseSignatureLine)
  return lines.includes(null) ? null : { text: note.slice(0, split + 1), lines: lines.map(line => line!) }
}

/** One line of a note, with its newline. */
export function signatureLine(name: string, bytes: Uint8Array): string {
  return `${signaturePrefix}${name} ${toBase64(bytes)}\n`
}

function parseSignatureLine(line: string): SignatureLine | null {
  if (!line.startsWith(signaturePrefix)) return null
  const [name, encoded, ...rest] = line.slice(signaturePrefix.length).split(' ')
  if (name === undefined || encoded === undefined || rest.length > 0 || !isNoteName(name)) return null
  const bytes = fromBase64(encoded)
  return bytes === null || bytes.length < 5 ? null : { name, bytes }
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** Null for anything but the one canonical spelling: a second spelling would be a second note with one meaning. */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return toBase64(bytes) === text ? bytes : null
}
