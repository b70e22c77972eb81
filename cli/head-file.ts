/** A head of the log in a file: the signed note itself, or a document that has one in it. */
import { type SignedHead, signedHead } from '../client/connection.ts'
import { readDocumentFile } from '../verifier/index.ts'
import { UsageError } from './errors.ts'

/** Throws `UsageError` for a file that has no head which this coordinator signed. */
export async function readHead(file: string, coordinatorKey: Uint8Array): Promise<SignedHead> {
  const note = noteIn(new TextDecoder().decode(await readDocumentFile(file)))
  if (note === undefined)
    throw new UsageError(
      `${file} has no checkpoint; name a file of parley log checkpoint, a receipt, a bounty’s log or a certificate`,
    )
  const head = signedHead(note, coordinatorKey)
  if (head !== undefined) return head
  throw new UsageError(
    `the checkpoint in ${file} is not signed by this coordinator; it says nothing about its log`,
  )
}

function noteIn(text: string): string | undefined {
  // The reader takes the last line break of a file away, and a note has one.
  if (!text.startsWith('{')) return text.includes('\n\n') ? `${text}\n` : undefined
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  const fields = document as { checkpoint?: unknown; log?: { checkpoint?: unknown } }
  const note = fields.checkpoint ?? fields.log?.checkpoint
  return typeof note === 'string' ? note : undefined
}
