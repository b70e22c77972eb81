/** The receipts in the holders' folders, checked again here. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fromHex, toHex } from '../../aggregation/index.ts'
import {
  decodeRoundReceipt,
  leafGroupOf,
  roundTranscriptOf,
  verifyRoundReceipt,
} from '../../aggregation/transparency/index.ts'
import type { RoundSummary } from '../../protos/types.ts'
import type { Hospital } from './cast.ts'
import type { DemoFolder } from './demo-folder.ts'

export interface CheckedReceipts {
  readonly issued: number
  readonly verified: number
}

/** Of every receipt: signature of the log, inclusion of the round, the round's transcript. */
export async function checkReceipts(
  folder: DemoFolder,
  cast: readonly Hospital[],
  coordinatorKey: string,
  rounds: readonly RoundSummary[],
): Promise<CheckedReceipts> {
  const transcripts = new Map(rounds.map(({ round, transcriptHash }) => [round, toHex(transcriptHash)]))
  let [issued, verified] = [0, 0]
  for (const { organisation } of cast) {
    const receipts = path.join(folder.holder(organisation), 'agent', 'receipts')
    const names = await readdir(receipts).catch(() => [])
    for (const name of names) {
      issued += 1
      const read = decodeRoundReceipt(await readFile(path.join(receipts, name)))
      if (read.kind !== 'receipt') continue
      const { leaf } = read.receipt
      const own = leafGroupOf(leaf, organisation)
      const inputHash = own?.survivors.find(one => one.organisation === organisation)?.inputHash ?? ''
      const { group = 0, transcriptHash = '' } = own ?? {}
      const facts = {
        coordinatorKey: fromHex(coordinatorKey),
        organisation,
        group,
        inputHash,
        transcriptHash,
      }
      const told = leaf.groups.map(one => ({ transcriptHash: fromHex(one.transcriptHash) }))
      const isSameRound = toHex(roundTranscriptOf(told)) === transcripts.get(leaf.round)
      if (isSameRound && verifyRoundReceipt(read.receipt, facts).kind === 'verified') verified += 1
    }
  }
  return { issued, verified }
}
