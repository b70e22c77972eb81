/** Every change of a signed document, and what must be said of it. */
import { canonicalJson, utf8 } from '../../aggregation/index.ts'
import { DocumentError } from '../../verifier/index.ts'
import type { SignedDocument } from '../support/signed-documents.ts'

/** A document with one thing changed. */
export interface Change {
  readonly what: string
  readonly bytes: Uint8Array
}

/** Each byte as another, by a mask that differs from place to place. */
export function* otherBytes({ bytes }: SignedDocument, step = 1, from = 0): Generator<Change> {
  for (let at = from; at < bytes.length; at += step) {
    const mask = 1 + ((at * 151) % 255)
    yield flipped(bytes, at, mask)
  }
}

/** Each bit of every `step`th byte. */
export function* otherBits({ bytes }: SignedDocument, step: number, from = 0): Generator<Change> {
  for (let at = from; at < bytes.length; at += step)
    for (let bit = 0; bit < 8; bit++) yield flipped(bytes, at, 1 << bit)
}

function flipped(bytes: Uint8Array, at: number, mask: number): Change {
  const changed = Uint8Array.from(bytes)
  changed[at] = changed[at]! ^ mask
  return { what: `byte ${at} with mask ${mask}`, bytes: changed }
}

/** Cut off after every `step`th byte. */
export function* truncated({ bytes }: SignedDocument, step = 1): Generator<Change> {
  for (let length = 0; length < bytes.length; length += step)
    yield { what: `cut to ${length} bytes`, bytes: bytes.subarray(0, length) }
}

/** Other spellings of the same value: there is one canonical form, and no other is taken. */
export function respelled({ bytes }: SignedDocument): readonly Change[] {
  const text = new TextDecoder().decode(bytes)
  const value = JSON.parse(text) as Record<string, unknown>
  const [first] = Object.keys(value)
  const backwards = Object.fromEntries(Object.entries(value).reverse())
  const spellings = {
    'with white space': JSON.stringify(value, undefined, 1),
    'with a space at its end': `${text} `,
    'with a byte order mark': `\ufeff${text}`,
    'with its keys in another order': JSON.stringify(backwards),
    'with an escape that is not needed': text
      .replace('"', `"\\u${first!.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .replace(first!, first!.slice(1)),
    'with a field twice': `{${JSON.stringify(first)}:${canonicalJson(value[first!])},${text.slice(1)}`,
    'with a field more': canonicalJson({ ...value, zzz: 1 }),
    'with a number as 1e0': text.replace(/:1([,}])/, ':1e0$1'),
  }
  return Object.entries(spellings)
    .filter(([, spelling]) => spelling !== text)
    .map(([what, spelling]) => ({ what, bytes: utf8(spelling) }))
}

/** What is wrong with how a change was met; undefined where it was found and named. */
export function faultWith(document: SignedDocument, { what, bytes }: Change): string | undefined {
  let told: string
  try {
    const { isValid, proves } = document.examine(bytes)
    if (isValid) return `${document.name}, ${what}: it holds`
    told = proves
  } catch (error) {
    if (!(error instanceof DocumentError)) return `${document.name}, ${what}: threw ${error}`
    told = error.message
  }
  const isSentence = told.length > 15 && !/undefined|\[object|NaN|\n|\.ts:\d|\.js:\d/.test(told)
  return isSentence ? undefined : `${document.name}, ${what}: is told as ${JSON.stringify(told)}`
}
