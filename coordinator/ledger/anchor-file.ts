import { open, readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import type { SealAnchor } from './seal-keeper.ts'

const noteShape = z.strictObject({
  number: z.string().regex(/^[1-9]\d{0,18}$/),
  seal: z.string().regex(/^([0-9a-f]{2})+$/),
})

/** The anchor file cannot be read; the message says what to do. */
export class AnchorFileError extends Error {
  override readonly name = 'AnchorFileError'
}

/**
 * The newest seal in a file beside the keys: a database that is set back to an earlier day, or emptied, no longer has
 * it. The file is exchanged whole, and is on the disk before `write` answers.
 *
 * @throws AnchorFileError from `read` when the file is there and is not an anchor.
 */
export function openAnchorFile(path: string): SealAnchor {
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(error => {
        if ((error as { code?: string }).code === 'ENOENT') return null
        throw error
      })
      if (text === null) return null
      const note = noteShape.safeParse(parsed(text))
      if (note.success) return { number: BigInt(note.data.number), seal: note.data.seal }
      throw new AnchorFileError(
        `${path} does not hold a seal of the books; put it back from a backup, or remove it to begin anew, ` +
          'which forgets what the database was',
      )
    },
    async write({ number, seal }) {
      const handle = await open(`${path}.new`, 'w', 0o600)
      try {
        await handle.writeFile(`${JSON.stringify({ number: `${number}`, seal })}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(`${path}.new`, path)
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
