/** The largest head of a coordinator's log that an evaluator has seen, kept beside what it found: no later one may contradict it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '../../aggregation/index.ts'
import { replaceFile } from '../durable-files.ts'
import { type SignedHead, signedHead } from '../log-heads.ts'

export interface HeadMemory {
  /** Undefined before the first. */
  read(): SignedHead | undefined
  /** On the disk when it returns; a head that is not larger than the kept one changes nothing. */
  keep(head: SignedHead): void
}

/** A file for each coordinator in a folder of the evaluator's home. The note itself is kept: it is half of the proof of a fork. */
export function openHeadFile(folder: string, coordinatorKey: Uint8Array): HeadMemory {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `log-head-${toHex(coordinatorKey).slice(0, 16)}.txt`)
  const read = (): SignedHead | undefined => {
    if (!existsSync(path)) return undefined
    const head = signedHead(readFileSync(path, 'utf8'), coordinatorKey)
    if (head !== undefined) return head
    throw new Error(
      `${path} is no head that this coordinator signed; restore it from a backup, or move it away`,
    )
  }
  return {
    read,
    // Read again each time: another bounty may be scored from the same home.
    keep: head => {
      if (head.size > (read()?.size ?? 0)) replaceFile(path, head.note)
    },
  }
}
