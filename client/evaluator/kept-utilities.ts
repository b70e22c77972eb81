/** What an evaluator found, kept from before it commits itself until the bounty is over: lost, it could not show it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fromHex, toHex } from '../../aggregation/index.ts'
import { createFile } from '../durable-files.ts'

export interface KeptUtilities {
  readonly salt: Uint8Array
  readonly utilities: readonly bigint[]
}

export interface UtilitiesMemory {
  read(bountyId: string, round: number): KeptUtilities | undefined
  /** On the disk when it returns. */
  keep(bountyId: string, round: number, kept: KeptUtilities): void
}

const schema = z.strictObject({
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  utilities: z.array(z.string().regex(/^(0|-?[1-9][0-9]*)$/)),
})

/** One file for each round, in a folder of the evaluator's home. */
export function openUtilitiesFolder(folder: string): UtilitiesMemory {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pathOf = (bountyId: string, round: number) => join(folder, `${bountyId}-round-${round}.json`)
  return {
    read(bountyId, round) {
      const path = pathOf(bountyId, round)
      if (!existsSync(path)) return undefined
      const { salt, utilities } = schema.parse(JSON.parse(readFileSync(path, 'utf8')))
      return { salt: fromHex(salt), utilities: utilities.map(BigInt) }
    },
    keep(bountyId, round, { salt, utilities }) {
      const text = JSON.stringify({ salt: toHex(salt), utilities: utilities.map(String) })
      if (!createFile(pathOf(bountyId, round), `${text}\n`))
        throw new Error(
          `round ${round} of ${bountyId} is kept already: does another evaluator use ${folder}?`,
        )
    },
  }
}
