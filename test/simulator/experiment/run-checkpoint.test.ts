import { mkdir, mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import {
  readCheckpoint,
  removeCheckpoint,
  writeCheckpoint,
} from '../../../simulator/experiment/run-checkpoint.ts'
import { smallExperiment } from './small-experiment.ts'

const run = { run: 's1', seed: 1, changes: {}, experiment: smallExperiment() }

async function inFolder(use: (folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-checkpoint-'))
  await mkdir(join(folder, 'runs'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('a checkpoint is read back as it was written, with the memories of more holders than a file of tensors takes', async t => {
  const memories = Array.from({ length: 2_000 }, (_, i) => [
    `memory/holder-${i}/control`,
    Float32Array.of(i, -i / 3),
  ])
  const vectors = { model: Float32Array.of(1.5, Number.MIN_VALUE), ...Object.fromEntries(memories) }
  await inFolder(async folder => {
    await writeCheckpoint(folder, run, { rounds: [], vectors })
    t.deepEqual(await readCheckpoint(folder, run), { rounds: [], vectors })
  })
})

test('a checkpoint of another run, a torn one, and one that was removed are none', async t => {
  await inFolder(async folder => {
    t.is(await readCheckpoint(folder, run), undefined)
    await writeCheckpoint(folder, run, { rounds: [], vectors: { model: new Float32Array(100) } })
    t.is(await readCheckpoint(folder, { ...run, seed: 2 }), undefined)
    t.not(await readCheckpoint(folder, run), undefined)
    await truncate(join(folder, 'runs', 's1.checkpoint'), 400)
    t.is(await readCheckpoint(folder, run), undefined)
    await removeCheckpoint(folder, 's1')
    t.is(await readCheckpoint(folder, run), undefined)
  })
})
