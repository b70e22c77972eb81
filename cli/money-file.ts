/** A bounty's disputes out of a file, as `parley bounty money --json` prints them: an arbiter needs no connection. */
import { z } from 'zod'
import type { Claim } from '../aggregation/index.ts'
import { type SeenDispute, seenDispute } from '../protos/market-statements.ts'
import { claimText } from '../protos/market-text.ts'
import type { DisputeView } from '../protos/types.ts'
import { claimKinds } from '../protos/types.ts'
import { UsageError } from './errors.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')

const moneySchema = z.object({
  bountyId: hash,
  disputes: z.array(
    z.object({
      number: z.number().int().min(1),
      by: z.string(),
      claim: z.object({
        kind: z.enum(claimKinds),
        epoch: z.number().int().min(1),
        holder: z.string(),
        isMet: z.boolean(),
      }),
      status: z.string(),
      isAppealed: z.boolean(),
      evidence: z.array(z.object({ by: z.string(), sha256: hash })),
    }),
  ),
})
type ToldDispute = z.infer<typeof moneySchema>['disputes'][number]

/** What an arbiter is asked. */
export interface AskedDispute {
  readonly bountyId: string
  readonly seen: SeenDispute
  /** Claim and evidence for people. */
  readonly text: string
}

/** The dispute that awaits a ruling. Throws `UsageError`. */
export function readAskedDispute(text: string, file: string, number: number): AskedDispute {
  const { bountyId, disputes } = parsed(text, file)
  const dispute = disputes.find(one => one.number === number)
  if (dispute === undefined)
    throw new UsageError(`${file} has no dispute ${number}; print it again if it is of before the dispute`)
  if (dispute.status !== 'awaits-ruling')
    throw new UsageError(`dispute ${number} awaits no ruling: in ${file} it is ${dispute.status}`)
  return { bountyId, seen: seenOf(dispute), text: textOf(dispute) }
}

/** As the panel's signatures name it now. */
export function seenInView({ number, by, claim, isAppealed, evidence }: DisputeView): SeenDispute {
  const pieces = evidence.map(piece => ({ by: piece.by, sha256: Buffer.from(piece.sha256).toString('hex') }))
  return seenOf({ number, by, claim, status: '', isAppealed, evidence: pieces })
}

function seenOf({ number, by, claim, isAppealed, evidence }: ToldDispute): SeenDispute {
  return seenDispute({ number, claim: claimOf(claim), evidence, ...(isAppealed ? { appeal: { by } } : {}) })
}

function claimOf({ kind, epoch, holder, isMet }: ToldDispute['claim']): Claim {
  return kind === 'exclude' ? { kind, epoch, holder } : { kind, epoch, isMet }
}

function textOf({ number, by, claim, isAppealed, evidence }: ToldDispute): string {
  const pieces = evidence.map(piece => `  ${piece.sha256}  from ${piece.by}`)
  return [
    `${isAppealed ? 'Appeal in dispute' : 'Dispute'} ${number}: ${by} says that ${claimText(claim)}. SHA-256 of the evidence:`,
    ...pieces,
  ].join('\n')
}

function parsed(text: string, file: string): z.infer<typeof moneySchema> {
  const how = 'write it with `parley bounty money BOUNTY --json > FILE`'
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is not JSON; ${how}`)
  }
  const read = moneySchema.safeParse(document)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(
    `${file} is no bounty's money: ${issue!.path.join('.') || 'it'} ${issue!.message}; ${how}`,
  )
}
