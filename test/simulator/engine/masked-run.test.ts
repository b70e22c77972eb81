import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { PlannedRun } from '../../../simulator/experiment/index.ts'
import { play, smallRun } from './small-run.ts'

async function playMasked(run: PlannedRun, transport: 'memory' | 'grpc' = 'memory', signal?: AbortSignal) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-masked-'))
  try {
    const experiment = { ...run.experiment, masking: 'on' as const, transport }
    return await play({ ...run, experiment }, { folder, ...(signal === undefined ? {} : { signal }) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const runs = {
  'federated averaging over gRPC with a duplicate of another size': smallRun({
    partition: { kind: 'quantity', alpha: 1 },
    attack: { holders: 1, settings: { kind: 'duplicate' } },
  }),
  // Of two rounds with three of five, one holder at least is in both, and remembers.
  'SCAFFOLD with sampling': smallRun({
    holders: 5,
    sampled: 3,
    training: { rounds: 2, algorithm: { name: 'scaffold' } },
  }),
  'FedAdam in groups with an attack on updates': smallRun({
    holders: 6,
    groups: { size: 3 },
    training: { rounds: 1, algorithm: { name: 'fedadam', serverLearningRate: 0.01 } },
    attack: { holders: 1, settings: { kind: 'noise', scale: 2 } },
  }),
  // Few bits: the noise of some coordinate takes a sum out of the ring.
  'noise of whole holders in groups': smallRun({
    holders: 6,
    groups: { size: 3 },
    bits: 11,
    training: { rounds: 1, clipNorm: 1 },
    privacy: { unit: 'holder', noise: 'distributed', epsilon: 50, delta: 1e-5 },
  }),
  'records hidden by the noise of all, with FedAdam': smallRun({
    holders: 4,
    training: {
      rounds: 2,
      batchSize: 'all',
      learningRate: 2,
      algorithm: { name: 'fedadam', serverLearningRate: 0.01 },
    },
    privacy: {
      ...{ unit: 'record', noise: 'distributed', epsilon: 30, delta: 1e-5, clipNorm: 1 },
      sampling: 0.5,
    },
  }),
  'noise of the coordinator on the sum of groups': smallRun({
    holders: 6,
    groups: { size: 3 },
    bits: 16,
    training: { rounds: 1, clipNorm: 1 },
    privacy: { unit: 'holder', noise: 'central', epsilon: 50, delta: 1e-5 },
  }),
  // Two rounds, as the second begins with the norm that the first one led to.
  'a clip norm that follows the updates': smallRun({
    holders: 6,
    groups: { size: 3 },
    bits: 16,
    training: { rounds: 2, clipNorm: 0.01 },
    privacy: {
      unit: 'holder',
      noise: 'distributed',
      epsilon: 50,
      delta: 1e-5,
      clipping: { quantile: 0.5, learningRate: 1 },
    },
  }),
}

for (const [name, run] of Object.entries(runs))
  test.serial(
    `${name}: masked, a run comes to the models and figures of one without masks, bit for bit`,
    async t => {
      const clear = await play(run)
      const masked = await playMasked(run, name.includes('gRPC') ? 'grpc' : 'memory')
      // What the coordinator cannot know is how far the model moved for an update that it does not see.
      t.deepEqual(
        masked.rounds,
        clear.rounds.map(round => ({ ...round, stepNorm: null })),
      )
      t.deepEqual(masked.end, clear.end)
      t.is(masked.head.masking, 'on')
      const { privacy } = run.experiment
      const norms = privacy !== undefined && 'clipping' in privacy ? 2 : 1
      t.is(new Set(clear.rounds.map(({ clipNorm }) => clipNorm)).size, norms)
      t.is(masked.head.backend, clear.head.backend)
    },
  )

test.serial('a masked run that is aborted has no end', async t => {
  const aborting = new AbortController()
  const run = smallRun({ training: { rounds: 50 } })
  const folder = await mkdtemp(join(tmpdir(), 'parley-masked-'))
  const rounds: number[] = []
  const { end } = await play(
    { ...run, experiment: { ...run.experiment, masking: 'on' } },
    {
      folder,
      signal: aborting.signal,
      onRound: ({ round }) => {
        rounds.push(round)
        aborting.abort()
      },
    },
  )
  await rm(folder, { recursive: true, force: true })
  t.is(end, undefined)
  t.deepEqual(rounds, [1])
})
