/**
 * Where an interrupted run goes on: `runs/<run>.checkpoint`, beside its lines. A length, then JSON with what the run is and
 * its rounds so far, then the vectors as a file of tensors. Written whole or not at all.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, sha256, toHex, utf8 } from '../../aggregation/index.ts'
import { readNamedVectors, writeNamedVectors } from '../../learning/index.ts'
import type { Checkpoint } from '../engine/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'

/** Holds a checkpoint to its run: another experiment under the same name does not go on from it. */
function identityOf({ experiment, seed, changes }: PlannedRun): string {
  return toHex(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify({ experiment, seed, changes }))))))
}

function pathOf(folder: string, run: string): string {
  return join(folder, 'runs', `${run}.checkpoint`)
}

export async function writeCheckpoint(
  folder: string,
  run: PlannedRun,
  checkpoint: Checkpoint,
): Promise<void> {
  const { rounds, vectors } = checkpoint
  const head = Buffer.from(JSON.stringify({ identity: identityOf(run), rounds }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const path = pathOf(folder, run.run)
  await writeFile(`${path}.new`, Buffer.concat([length, head, writeNamedVectors(vectors)]))
  await rename(`${path}.new`, path)
}

/** The checkpoint of this very run; undefined where there is none, or one that cannot be used. */
export async function readCheckpoint(folder: string, run: PlannedRun): Promise<Checkpoint | undefined> {
  try {
    const bytes = await readFile(pathOf(folder, run.run))
    const end = 4 + bytes.readUInt32LE()
    const { identity, rounds } = JSON.parse(bytes.toString('utf8', 4, end))
    return identity === identityOf(run)
      ? { rounds, vectors: readNamedVectors(bytes.subarray(end)) }
      : undefined
  } catch {
    // Without it the run begins anew, and comes to the same.
    return undefined
  }
}

export async function removeCheckpoint(folder: string, run: string): Promise<void> {
  await rm(pathOf(folder, run), { force: true })
}
