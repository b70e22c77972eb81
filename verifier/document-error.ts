/** A file or an option that must be corrected; its message says how. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
}

/** What was read, or a `DocumentError` that names the field. */
export function orMalformed<Read extends { readonly kind: string }>(
  read: Read | { readonly kind: 'malformed'; readonly field: string; readonly problem: string },
): Exclude<Read, { readonly kind: 'malformed' }> {
  if (read.kind === 'malformed') {
    const { field, problem } = read as { readonly field: string; readonly problem: string }
    throw new DocumentError(`the document is malformed: ${field} ${problem}`)
  }
  return read as Exclude<Read, { readonly kind: 'malformed' }>
}
