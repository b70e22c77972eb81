/** The document's own word for what it is; receipts have none, and what is no JSON neither. */
export function typeOf(bytes: Uint8Array): unknown {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return document !== null && typeof document === 'object' && 'type' in document ? document.type : undefined
  } catch {
    return undefined
  }
}
