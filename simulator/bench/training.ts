/**
 * `parley bench training`: what the trainer makes of each backend, beside the plain loop of the library on the same
 * backend, measured in turns. Both train in a worker thread on the same digits in batches of the same size.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  type BackendEntry,
  type BackendName,
  backendReport,
  type ClassDataset,
  initialParameters,
  type LoadedDataset,
  loadDataset,
  loadMnist,
  type ModelSpec,
  mnist2nn,
  modelFromPreset,
  openTrainer,
  selectExamples,
} from '../../learning/index.ts'
import type { Missing } from './bench-report.ts'
import { compareFederatedRun, type FederatedFigures, type FederatedSizes } from './federated-run.ts'
import { machineHere } from './machine.ts'
import { interleaved } from './measure.ts'
import type { Network } from './plain-loops.ts'
import { openPlainTrainer } from './plain-trainer.ts'
import {
  type BackendFigures,
  type Comparison,
  type MemoryFigures,
  type TrainingReport,
  trainingGoals,
} from './training-report.ts'

export interface TrainingBenchOptions {
  /** Few examples and one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  /** Only this one; otherwise all that work without being asked for, without `cpu` where there is a faster one. */
  readonly backend?: BackendName
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

const batchSize = 50

/** Examples of an epoch by network: the slow backends get fewer, and no more is said of them than how slow they are. */
const examplesOn: Readonly<Record<BackendName, Readonly<Record<Network, number>>>> = {
  'tfjs-node-gpu': { mlp: 10_000, cnn: 5_000 },
  webgpu: { mlp: 5_000, cnn: 1_000 },
  'tfjs-node': { mlp: 5_000, cnn: 500 },
  wasm: { mlp: 5_000, cnn: 500 },
  cpu: { mlp: 500, cnn: 4 },
}

/** Two fifths of the digits among five: what is sent and waited for is the same whatever the holders train on. */
const federation: FederatedSizes = { holders: 5, rounds: 20, examplesPerHolder: 4_800, testExamples: 2_000 }
const quickFederation: FederatedSizes = { holders: 5, rounds: 2, examplesPerHolder: 50, testExamples: 100 }

interface Bench {
  readonly options: TrainingBenchOptions
  readonly turns: number
  readonly digits: LoadedDataset<ClassDataset>
  readonly missing: Missing[]
}

/** Measures everything. */
export async function benchTraining(options: TrainingBenchOptions): Promise<TrainingReport> {
  const startMs = options.nowMs()
  const bench: Bench = {
    options,
    turns: options.quick ? 1 : 5,
    digits: loadDataset(await loadMnist('train', options.quick ? batchSize : 10_000)),
    missing: [],
  }
  say(bench, 'looking for backends')
  const found = await backendReport(options.backend)
  const backends: Partial<Record<BackendName, BackendFigures>> = {}
  for (const entry of found.filter(one => isMeasured(one, options))) {
    backends[entry.name] = await benchBackend(bench, entry)
  }
  const chosen = found.find(({ state }) => state === 'chosen')?.name
  if (chosen === undefined)
    bench.missing.push({ what: 'memory and overhead', reason: 'no backend can be used' })
  const memory = chosen === undefined ? null : measureMemory(bench, chosen)
  const federated = chosen === undefined ? null : await measureFederated(bench, chosen)
  const measured = {
    machine: machineHere(),
    measuredAt: new Date(startMs).toISOString(),
    quick: options.quick,
    batchSize,
    found,
    backends,
    memoryGrowth200Rounds: memory === null ? null : memory.after200Bytes / memory.after10Bytes,
    memory,
    overheadRatio: federated?.overheadRatio ?? null,
    largestAccuracyDifference: federated?.largestAccuracyDifference ?? null,
    federated,
    missing: bench.missing,
  }
  const report = { ...measured, seconds: (options.nowMs() - startMs) / 1000 }
  return { ...report, goals: trainingGoals(report) }
}

function say({ options }: Bench, progress: string): void {
  options.report?.(progress)
}

function isMeasured({ name, state }: BackendEntry, { backend }: TrainingBenchOptions): boolean {
  if (backend !== undefined) return name === backend && state === 'chosen'
  return state === 'chosen' || (state === 'available' && name !== 'cpu')
}

async function benchBackend(bench: Bench, { name, detail }: BackendEntry): Promise<BackendFigures> {
  const [mlp, cnn] = [await compare(bench, name, 'mlp'), await compare(bench, name, 'cnn')]
  const ratios = [mlp.ratioToPlain, cnn.ratioToPlain]
  const known = ratios.filter(ratio => ratio !== null)
  return { detail, mlp, cnn, ratioToPlain: known.length < ratios.length ? null : Math.min(...known) }
}

/** The networks of the comparison as the trainer takes them. */
const specs: Readonly<Record<Network, ModelSpec>> = {
  mlp: mnist2nn,
  cnn: modelFromPreset('mnist-cnn', { featureShape: [28, 28, 1], classes: 10 }),
}

async function compare(bench: Bench, backend: BackendName, network: Network): Promise<Comparison> {
  // A plain loop over convolutions takes a tenth of a second for each digit.
  const most = bench.options.quick && network === 'cnn' ? 4 : examplesOn[backend][network]
  const wanted = Math.min(most, bench.digits.examples)
  const dataset = loadDataset(
    selectExamples(
      bench.digits,
      Array.from({ length: wanted }, (_, i) => i),
    ),
  )
  say(bench, `${backend}: ${network}, ${wanted} digits an epoch`)
  const plain = openPlainTrainer(backend)
  const trainer = openTrainer({ backend })
  const plainSeconds = async () => (await plain.epoch(network, dataset, batchSize)).seconds
  const ourSeconds = trainingSeconds(trainer, specs[network], dataset)
  try {
    // The first epoch compiles and allocates.
    await plainSeconds()
    await ourSeconds()
    const seconds = await interleaved(bench.turns, { ours: ourSeconds, plain: plainSeconds })
    return {
      examplesPerSecond: wanted / seconds.ours,
      plainExamplesPerSecond: wanted / seconds.plain,
      ratioToPlain: seconds.plain / seconds.ours,
    }
  } finally {
    await Promise.all([plain.close(), trainer.close()])
  }
}

/** One epoch as a round has it: from parameters to an update. */
function trainingSeconds(trainer: ReturnType<typeof openTrainer>, spec: ModelSpec, dataset: LoadedDataset) {
  const request = {
    spec,
    parameters: initialParameters(spec, 1),
    dataset,
    epochs: 1,
    batchSize,
    learningRate: 0.1,
    seed: 1,
  }
  return async () => (await trainer.train(request)).durationMs / 1000
}

/** Large arrays straight from the system and back to it: what is resident is what is held. */
const memoryEnvironment = { MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' }
const memoryFlags = ['--expose-gc', '--max-semi-space-size=2']

/** A holder's process of its own, so that nothing else is counted. */
function measureMemory(bench: Bench, backend: BackendName): MemoryFigures {
  say(bench, `${backend}: memory over 200 rounds`)
  const file = fileURLToPath(new URL('./training-memory-process.js', import.meta.url))
  const args = [...memoryFlags, file, backend, ...(bench.options.quick ? ['2', '4'] : ['10', '200'])]
  const env = { ...process.env, ...memoryEnvironment }
  const figures = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }))
  return { backend, ...(figures as Omit<MemoryFigures, 'backend'>) }
}

async function measureFederated(bench: Bench, backend: BackendName): Promise<FederatedFigures> {
  const sizes = bench.options.quick ? quickFederation : federation
  say(bench, `${backend}: ${sizes.rounds} rounds, masked over gRPC and plain`)
  return compareFederatedRun(sizes, backend)
}
