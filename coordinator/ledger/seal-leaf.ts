import { canonicalJson, merkleLeaf, toHex, utf8 } from '../../aggregation/crypto/index.ts'
import { sealMacBytes } from '../storage/index.ts'

const kind = 'ledger-seal'

/** What the public log is told of a seal: its number, and a root over keyed hashes, which tell nothing of amounts. */
export function sealLeaf(number: bigint, root: Uint8Array): Uint8Array {
  return utf8(canonicalJson({ kind, number: Number(number), root: toHex(root) }))
}

/** The number of the seal that a leaf of the log is of; null for any other leaf. */
export function sealNumberOf(body: Uint8Array): bigint | null {
  const text = Buffer.from(body).toString('utf8')
  if (!text.includes(kind)) return null
  try {
    const leaf: unknown = JSON.parse(text)
    if (typeof leaf !== 'object' || leaf === null) return null
    if (!('kind' in leaf) || leaf.kind !== kind || !('number' in leaf)) return null
    return Number.isSafeInteger(leaf.number) ? BigInt(leaf.number as number) : null
  } catch {
    return null
  }
}

/** One row under the root of a seal: which it is, and the whole of its own seal without the tags. */
export function sealedEntry(table: 'account' | 'asset' | 'journal', id: string, seal: Uint8Array | null) {
  return merkleLeaf(
    utf8(JSON.stringify([table, id, seal === null ? '' : toHex(seal.subarray(0, sealMacBytes))])),
  )
}
