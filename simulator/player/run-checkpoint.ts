/**
 * Where an interrupted run goes on: `runs/<run>.checkpoint`, beside its lines. A length, then JSON with what the run is and
 * its rounds so far, then the vectors as files of tensors. Written whole or not at all.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, sha256, toHex, utf8 } from '../../aggregation/index.ts'
import { type NamedVectors, readNamedVectors, writeNamedVectors } from '../../learning/index.ts'
import type { Checkpoint } from '../engine/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'

/** Holds a checkpoint to its run: another experiment under the same name does not go on from it. */
function identityOf({ experiment, seed, changes }: PlannedRun): string {
  return toHex(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify({ experiment, seed, changes }))))))
}

function pathOf(folder: string, run: string): string {
  return join(folder, 'runs', `${run}.checkpoint`)
}

/** Vectors in a file of tensors: a reader takes no more than 1,024, and every holder may remember some. */
const vectorsAtOnce = 500

export async function writeCheckpoint(
  folder: string,
  run: PlannedRun,
  { rounds, vectors, clipNorm }: Checkpoint,
): Promise<void> {
  const files = filesOf(vectors)
  const head = { identity: identityOf(run), rounds, clipNorm, files: files.map(({ length }) => length) }
  const headBytes = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(headBytes.length)
  const path = pathOf(folder, run.run)
  await writeFile(`${path}.new`, [length, headBytes, ...files])
  await rename(`${path}.new`, path)
}

function filesOf(vectors: NamedVectors): readonly Uint8Array[] {
  const named = Object.entries(vectors)
  return Array.from({ length: Math.ceil(named.length / vectorsAtOnce) }, (_, i) =>
    writeNamedVectors(Object.fromEntries(named.slice(i * vectorsAtOnce, (i + 1) * vectorsAtOnce))),
  )
}

/** The checkpoint of this very run; undefined where there is none, or one that cannot be used. */
export async function readCheckpoint(folder: string, run: PlannedRun): Promise<Checkpoint | undefined> {
  try {
    const bytes = await readFile(pathOf(folder, run.run))
    let end = 4 + bytes.readUInt32LE()
    const { identity, rounds, clipNorm, files } = JSON.parse(bytes.toString('utf8', 4, end))
    if (identity !== identityOf(run)) return undefined
    const vectors = (files as readonly number[]).map(length => {
      end += length
      return readNamedVectors(bytes.subarray(end - length, end))
    })
    return {
      rounds,
      vectors: Object.assign({}, ...vectors),
      ...(clipNorm === undefined ? {} : { clipNorm }),
    }
  } catch {
    // Without it the run begins anew, and comes to the same.
    return undefined
  }
}

export async function removeCheckpoint(folder: string, run: string): Promise<void> {
  await rm(pathOf(folder, run), { force: true })
}
