import { mkdir, mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Checkpoint } from '../../../simulator/engine/index.ts'
import { type Experiment, planRuns } from '../../../simulator/experiment/index.ts'
import {
  readCheckpoint,
  removeCheckpoint,
  writeCheckpoint,
} from '../../../simulator/player/run-checkpoint.ts'
import { smallExperiment } from '../experiment/small-experiment.ts'

async function openFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-checkpoint-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await mkdir(path.join(folder, 'runs'))
  return folder
}

const runOf = (experiment: Experiment) => planRuns(experiment)[0]!
const run = runOf(smallExperiment())
const checkpoint: Checkpoint = {
  rounds: [
    {
      ...{ kind: 'round', run: 's1', round: 4, metrics: { accuracy: 0.5 }, trainingLoss: null },
      ...{ learningRate: 0.1, drawn: 4, survivors: 4, leftOut: [], stepNorm: 0.25, modelHash: 'ab' },
    },
  ],
  vectors: { model: Float32Array.of(1.5, -2), 'memory/holder-1/control': Float32Array.of(0, 0.1) },
}

test('a checkpoint is read back as it was written', async t => {
  const folder = await openFolder(t)
  await writeCheckpoint(folder, run, checkpoint)
  t.deepEqual(await readCheckpoint(folder, run), checkpoint)
})

test('the clip norm of the next round is in it, to the bit', async t => {
  const folder = await openFolder(t)
  const clipNorm = 0.1 + 0.2
  await writeCheckpoint(folder, run, { ...checkpoint, clipNorm })
  t.deepEqual(await readCheckpoint(folder, run), { ...checkpoint, clipNorm })
})

test('a run of other settings under the same name does not go on from it', async t => {
  const folder = await openFolder(t)
  await writeCheckpoint(folder, run, checkpoint)
  t.is(await readCheckpoint(folder, runOf(smallExperiment({ holders: 5 }))), undefined)
})

test('a checkpoint that was cut off is passed over', async t => {
  const folder = await openFolder(t)
  await writeCheckpoint(folder, run, checkpoint)
  for (const length of [300, 20, 3, 0]) {
    await truncate(path.join(folder, 'runs', 's1.checkpoint'), length)
    t.is(await readCheckpoint(folder, run), undefined)
  }
})

test('where there is none, none is read, and removing it again is no fault', async t => {
  const folder = await openFolder(t)
  t.is(await readCheckpoint(folder, run), undefined)
  await t.notThrowsAsync(removeCheckpoint(folder, 's1'))
})

test('memories of more holders are read back than a file of tensors takes', async t => {
  const folder = await openFolder(t)
  const memories = Array.from({ length: 2_000 }, (_, i) => [
    `memory/holder-${i}/control`,
    Float32Array.of(i, -i / 3),
  ])
  const large = { rounds: [], vectors: { ...checkpoint.vectors, ...Object.fromEntries(memories) } }
  await writeCheckpoint(folder, run, large)
  t.deepEqual(await readCheckpoint(folder, run), large)
})
