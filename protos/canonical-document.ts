/** Documents that are one spelling of what they say: canonical JSON in UTF-8, read strictly and within limits. */
import type { z } from 'zod'
import { canonicalJson, isNestedWithin, utf8 } from '../aggregation/index.ts'
import { fieldProblem } from './field-problem.ts'

/** Levels of arrays and objects in one another: more than any document of ours has. */
const deepest = 24

export type ReadDocument<T> =
  | { readonly kind: 'read'; readonly document: T }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** Reads a file of at most `most` bytes; anything but its canonical form is refused, by the first field that is wrong. */
export function readCanonical<T>(bytes: Uint8Array, schema: z.ZodType<T>, most: number): ReadDocument<T> {
  if (bytes.length > most) return malformed('(document)', `must be at most ${most} bytes`)
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return malformed('(document)', 'must be JSON in UTF-8')
  }
  if (!isNestedWithin(document, deepest))
    return malformed('(document)', `must be at most ${deepest} levels deep`)
  const parsed = schema.safeParse(document)
  if (!parsed.success) {
    const { field, problem } = fieldProblem(parsed.error, '(document)')
    return malformed(field, problem)
  }
  if (!Buffer.from(utf8(canonicalJson(parsed.data))).equals(bytes))
    return malformed('(document)', 'must be in canonical form')
  return { kind: 'read', document: parsed.data }
}

function malformed(field: string, problem: string) {
  return { kind: 'malformed', field, problem } as const
}
