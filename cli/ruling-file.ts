/** One arbiter's ruling in a file: signed offline, brought by anybody. */
import { z } from 'zod'
import { canonicalJson, fromHex, type Signer, toHex, verifySignature } from '../aggregation/index.ts'
import { rulingSigningBytes, type SeenDispute } from '../protos/market-statements.ts'
import { UsageError } from './errors.ts'

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `must be ${2 * bytes} lower-case hex digits`)

const rulingSchema = z.strictObject({
  type: z.literal('parley/ruling/v1'),
  bountyId: hex(32),
  dispute: z.number().int().min(1).max(529),
  stage: z.enum(['dispute', 'appeal']),
  /** SHA-256 over claim and evidence, as the arbiter saw them. */
  seen: hex(32),
  isUpheld: z.boolean(),
  key: hex(32),
  signature: hex(64),
})
export type RulingFile = z.infer<typeof rulingSchema>

/** What is decided. */
export interface Ruling extends SeenDispute {
  readonly bountyId: string
  readonly isUpheld: boolean
}

export function signRuling(ruling: Ruling, signer: Signer): RulingFile {
  return {
    type: 'parley/ruling/v1',
    ...ruling,
    key: toHex(signer.publicKey),
    signature: toHex(signer.sign(rulingSigningBytes(ruling.bountyId, ruling, ruling.isUpheld))),
  }
}

export function encodeRuling(ruling: RulingFile): string {
  return `${canonicalJson(ruling)}\n`
}

/** Reads a ruling and checks its signature. Throws `UsageError`. */
export function readRuling(text: string, file: string): RulingFile {
  const ruling = parsed(text, file)
  const { bountyId, isUpheld, key, signature } = ruling
  const bytes = rulingSigningBytes(bountyId, ruling, isUpheld)
  if (verifySignature(fromHex(key), bytes, fromHex(signature))) return ruling
  throw new UsageError(`${file} is not signed by the key that it names; ask the arbiter for it again`)
}

function parsed(text: string, file: string): RulingFile {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new UsageError(
      `${file} is no ruling: it is not JSON; an arbiter writes one with \`parley bounty ruling\``,
    )
  }
  const read = rulingSchema.safeParse(document)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(`${file} is no ruling: ${issue!.path.join('.') || 'it'} ${issue!.message}`)
}

/** What several arbiters decided alike; throws `UsageError` where they did not. */
export function jointRuling(
  rulings: readonly { readonly file: string; readonly ruling: RulingFile }[],
): Ruling {
  const [first, ...others] = rulings
  const { bountyId, dispute, stage, seen, isUpheld } = first!.ruling
  for (const { file, ruling } of others) {
    const isSame =
      ruling.bountyId === bountyId &&
      ruling.dispute === dispute &&
      ruling.stage === stage &&
      ruling.isUpheld === isUpheld
    if (!isSame)
      throw new UsageError(`${file} decides something else than ${first!.file}; bring rulings that agree`)
    if (ruling.seen !== seen)
      throw new UsageError(
        `${file} was signed over other evidence than ${first!.file}; let both sign what is there now`,
      )
  }
  if (new Set(rulings.map(({ ruling }) => ruling.key)).size < rulings.length)
    throw new UsageError('two of the files are by one arbiter; bring each arbiter’s ruling once')
  return { bountyId, dispute, stage, seen, isUpheld }
}
