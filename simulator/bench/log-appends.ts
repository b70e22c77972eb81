/**
 * The public log's part of `parley bench market`: leaves a second on each database that there is, beside rows without a tree,
 * and how many bytes its proofs have.
 */
import { signerFromSeed } from '../../aggregation/index.ts'
import { createLog, type Log } from '../../coordinator/log/index.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import { interleaved, timedAsync } from './measure.ts'
import { openNaiveLog } from './naive-log.ts'
import { type Missing, onEachStore, type PerStore } from './stores.ts'

export interface LogBenchOptions {
  /** Few leaves and one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly report?: (progress: string) => void
}

/** Bytes of proofs in the log that was written, the longest over evenly spread leaves and heads. */
export interface ProofSizes {
  readonly leaves: number
  readonly inclusionBytes: number
  readonly consistencyBytes: number
  /** A signed head without cosignatures. */
  readonly checkpointBytes: number
  /** Longest path of a log of 10^6 and of 10^9 leaves, by RFC 9162: 32 bytes for each level. Computed, not measured. */
  readonly inclusionBytesAtMillion: number
  readonly inclusionBytesAtBillion: number
}

export interface LogBenchReport {
  readonly leafBytes: number
  /** Each leaf in a transaction of its own, one after the other, as facts come. */
  readonly logAppendsPerSecond: PerStore<number>
  /** A row with the same bytes and no tree and no seal, in a transaction of its own. */
  readonly naiveAppendsPerSecond: PerStore<number>
  readonly logAppendRatio: PerStore<number>
  /** Many leaves in one transaction. */
  readonly logAppendsPerSecondTogether: PerStore<number>
  readonly leavesTogether: number
  readonly proofs: ProofSizes
  readonly missing: readonly Missing[]
}

/** About what the leaf of a round of ten holders has. */
const leafBytes = 2_000
const hashBytes = 32
const samples = 64

interface Size {
  readonly turns: number
  readonly leaves: number
  readonly together: number
}

/** Measures every database that there is here. */
export async function benchLog({ quick, report }: LogBenchOptions): Promise<LogBenchReport> {
  const size: Size = quick ? { turns: 1, leaves: 8, together: 16 } : { turns: 5, leaves: 400, together: 500 }
  report?.(`${size.turns} turns of ${size.leaves} leaves of the public log on the embedded database`)
  const { each, missing } = await onEachStore(storage => measure(storage, size), { connections: 1, report })
  return {
    leafBytes,
    logAppendsPerSecond: each(({ alone }) => alone),
    naiveAppendsPerSecond: each(({ naive }) => naive),
    logAppendRatio: each(({ alone, naive }) => alone / naive),
    logAppendsPerSecondTogether: each(({ together }) => together),
    leavesTogether: size.together,
    // The tree is the same on every database.
    proofs: each(({ proofs }) => proofs).pglite,
    missing,
  }
}

async function measure(storage: Storage, { turns, leaves, together }: Size) {
  const log = createLog({
    signer: signerFromSeed(new Uint8Array(32).fill(2)),
    origin: 'bench.example/log',
    sealKey: new Uint8Array(32).fill(1),
  })
  const naive = await openNaiveLog(storage)
  const nextLeaf = leafMaker()
  const seconds = await interleaved(turns, {
    alone: () => timedAsync(() => times(leaves, () => storage.transaction(tx => log.append(tx, nextLeaf())))),
    naive: () => timedAsync(() => times(leaves, () => naive.append(nextLeaf()))),
    together: () =>
      timedAsync(() => storage.transaction(tx => times(together, () => log.append(tx, nextLeaf())))),
  })
  return {
    alone: leaves / seconds.alone,
    naive: leaves / seconds.naive,
    together: together / seconds.together,
    proofs: await proofSizes(storage, log),
  }
}

function proofSizes(storage: Storage, log: Log): Promise<ProofSizes> {
  return storage.transaction(async tx => {
    const { size } = await log.head(tx)
    let [inclusionBytes, consistencyBytes] = [0, 0]
    for (let i = 0; i < samples; i++) {
      const index = Math.floor((i * (size - 1)) / (samples - 1))
      const path = (await log.inclusionProof(tx, index, size))!
      const proof = (await log.consistencyProof(tx, index + 1, size))!
      inclusionBytes = Math.max(inclusionBytes, hashBytes * path.length)
      consistencyBytes = Math.max(consistencyBytes, hashBytes * proof.length)
    }
    const note = await log.checkpoint(tx)
    return {
      leaves: size,
      inclusionBytes,
      consistencyBytes,
      checkpointBytes: Buffer.byteLength(note),
      inclusionBytesAtMillion: hashBytes * Math.ceil(Math.log2(1e6)),
      inclusionBytesAtBillion: hashBytes * Math.ceil(Math.log2(1e9)),
    }
  })
}

/** Leaves that differ, as facts do. */
function leafMaker(): () => Uint8Array {
  let made = 0
  return () => {
    const body = new Uint8Array(leafBytes)
    new DataView(body.buffer).setUint32(0, made++)
    return body
  }
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await work()
}
