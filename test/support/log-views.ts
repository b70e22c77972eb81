/** Logs of one coordinator as different people are shown them: whoever has two of them shows two histories. */
import type { ExecutionContext } from 'ava'
import {
  buildMerkleTree,
  consistencyProof,
  formatCheckpoint,
  inclusionPath,
  signerFromSeed,
  signNote,
  utf8,
} from '../../aggregation/index.ts'
import { currentHead, type SignedHead } from '../../client/index.ts'
import { createLog } from '../../coordinator/log/index.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import { granted, refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { testSealKey } from './ledger.ts'

export const signer = signerFromSeed(new Uint8Array(32).fill(7))
export const key = signer.publicKey

export interface View {
  readonly port: CoordinatorPort
  append(...leaves: readonly string[]): Promise<void>
  head(): Promise<SignedHead>
}

/** One log of the coordinator. */
export interface Tree {
  append(...leaves: readonly string[]): Promise<void>
  checkpoint(): Promise<string>
  leaves(
    start: number,
    limit: number,
  ): Promise<readonly { readonly index: number; readonly body: Uint8Array }[]>
  inclusion(index: number, size: number): Promise<readonly Uint8Array[] | null>
  consistency(first: number, second: number): Promise<readonly Uint8Array[] | null>
}

export const origin = 'parley.example/log'

/** By the coordinator's own code, over a database of its own. */
export async function storedTree(t: ExecutionContext): Promise<Tree> {
  const storage = await openStorage({ memory: true })
  t.teardown(() => storage.close())
  const log = createLog({ signer, origin, sealKey: testSealKey })
  return {
    append: (...leaves) =>
      storage.transaction(async tx => {
        for (const leaf of leaves) await log.append(tx, utf8(leaf))
      }),
    checkpoint: () => storage.transaction(tx => log.checkpoint(tx)),
    leaves: (start, limit) => storage.transaction(tx => log.leaves(tx, start, limit)),
    inclusion: (index, size) => storage.transaction(tx => log.inclusionProof(tx, index, size)),
    consistency: (first, second) => storage.transaction(tx => log.consistencyProof(tx, first, second)),
  }
}

/** The same answers from a tree in memory, which takes no time to make. */
export function treeInMemory(): Tree {
  const bodies: Uint8Array[] = []
  const first = (size: number) => buildMerkleTree(bodies.slice(0, size))
  return {
    append: async (...leaves) => void bodies.push(...leaves.map(utf8)),
    checkpoint: async () => {
      const { size, root } = first(bodies.length)
      return signNote(formatCheckpoint({ origin, size, root }), origin, signer)
    },
    leaves: async (start, limit) =>
      bodies.slice(start, start + limit).map((body, i) => ({ index: start + i, body })),
    inclusion: async (index, size) => (index < size ? inclusionPath(first(size), index) : null),
    consistency: async (older, newer) => consistencyProof(first(newer), older),
  }
}

export function openView(tree: Tree = treeInMemory()): View {
  const proof = (hashes: readonly Uint8Array[] | null) =>
    hashes === null ? refused('not-found', 'there is no such leaf or log') : granted({ hashes })
  const part: Partial<CoordinatorPort> = {
    getCheckpoint: async () => granted({ note: await tree.checkpoint() }),
    getLeaves: async ({ start, limit }) => granted({ leaves: await tree.leaves(start, limit) }),
    getInclusionProof: async ({ index, size }) => proof(await tree.inclusion(index, size)),
    getConsistencyProof: async ({ first, second }) => proof(await tree.consistency(first, second)),
  }
  const port = part as CoordinatorPort
  return { port, append: tree.append, head: async () => (await currentHead(port, key)) as SignedHead }
}
