/**
 * What a buyer writes down before a bounty leaves the house. The bounty's id hangs on a nonce; with the nonce on disk,
 * a posting that was interrupted is sent again as the same bounty and paid for once.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { fromHex, type RandomSource, toHex } from '../aggregation/index.ts'
import { bountyIdOf } from '../protos/terms.ts'
import { UsageError } from './errors.ts'
import { writeFileAtomically } from './profile.ts'

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))
const postingSchema = z.strictObject({
  version: z.literal(1),
  bountyId: hex(32),
  nonce: hex(16),
  /** That the id hangs on; absent in records of before keys turned over. */
  buyerKey: hex(32).optional(),
  /** The exact terms, canonical JSON. */
  terms: z.string(),
  state: z.enum(['sending', 'posted']),
})
export type Posting = z.infer<typeof postingSchema>

/** The unfinished posting of these terms if there is one, also one that was begun under an earlier key; else a new one, written down. */
export async function preparePosting(
  home: string,
  terms: Uint8Array,
  buyerKey: Uint8Array,
  random: RandomSource,
): Promise<Posting> {
  const text = Buffer.from(terms).toString('utf8')
  const keyOf = (posting: Posting) => (posting.buyerKey === undefined ? buyerKey : fromHex(posting.buyerKey))
  const unfinished = (await readPostings(home)).find(
    posting =>
      posting.state === 'sending' &&
      posting.terms === text &&
      posting.bountyId === bountyIdOf(terms, keyOf(posting), fromHex(posting.nonce)),
  )
  if (unfinished !== undefined) return unfinished
  const nonce = random.bytes(16)
  const bountyId = bountyIdOf(terms, buyerKey, nonce)
  const posting: Posting = {
    version: 1,
    bountyId,
    nonce: toHex(nonce),
    buyerKey: toHex(buyerKey),
    terms: text,
    state: 'sending',
  }
  await writePosting(home, posting)
  return posting
}

/** Notes that the coordinator has the bounty. */
export async function confirmPosting(home: string, posting: Posting): Promise<void> {
  await writePosting(home, { ...posting, state: 'posted' })
}

async function writePosting(home: string, posting: Posting): Promise<void> {
  const folder = path.join(home, 'bounties')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFileAtomically(
    path.join(folder, `${posting.bountyId}.json`),
    `${JSON.stringify(posting, null, 2)}\n`,
  )
}

async function readPostings(home: string): Promise<readonly Posting[]> {
  const folder = path.join(home, 'bounties')
  const names = await readdir(folder).catch(() => [])
  return Promise.all(names.filter(name => name.endsWith('.json')).map(name => readPosting(folder, name)))
}

async function readPosting(folder: string, name: string): Promise<Posting> {
  const file = path.join(folder, name)
  try {
    return postingSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    throw new UsageError(`${file} is not a record of a posting; move it away if the bounty is on the list`)
  }
}
