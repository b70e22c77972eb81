import path from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BackendName } from '../../learning/index.ts'
import { type Experiment, planRuns, presetPage, readExperiment } from '../../simulator/experiment/index.ts'
import {
  outcomeOf,
  type PlayedExperiment,
  playExperiment,
  type Replayed,
  replayRuns,
} from '../../simulator/player/index.ts'
import { presets } from '../../simulator/presets/index.ts'
import { readRuns } from '../../simulator/results/index.ts'
import { backendOption, requireBackend } from '../backend-option.ts'
import { InterruptedError, ReportedFailure, UsageError } from '../errors.ts'
import { readNatural, withAction } from '../options.ts'
import type { Output } from '../output.ts'
import { durationText, openProgress } from '../simulate-progress.ts'
import { outcomeText, presetsText, replayedText } from '../simulate-text.ts'
import type { World } from '../world.ts'
import { addSimulateContribution } from './simulate-contribution.ts'

interface SimulateOptions {
  readonly json?: boolean
  readonly out?: string
  readonly workers?: number
  readonly set: readonly string[]
  readonly seeds?: readonly number[]
  readonly rounds?: number
  readonly masking?: Experiment['masking']
  readonly transport?: Experiment['transport']
  readonly backend?: BackendName
  readonly replay?: string
  readonly list?: boolean
  readonly print?: boolean
  readonly fresh?: boolean
}

/** `parley simulate`. */
export function addSimulateCommand(program: Command, world: World): void {
  const simulate = program
    .command('simulate')
    .description(
      'play federated learning with virtual holders: an experiment of yours, or one of the literature',
    )
    .argument('[file-or-preset]', 'a page of YAML, or the name of a preset')
    .option('--list', 'the presets: what they reproduce, how long they take')
    .option('--print', 'write the page of a preset to stdout, to start from')
    .option('--out <dir>', 'folder of the results (else parley-runs/NAME)')
    .option('--workers <count>', 'runs at a time (else one for each processor)', readNatural(1, 512))
    .option('--set <field=value>', 'change a field; the value is YAML; may be repeated', collect, [])
    .option('--seeds <list>', 'seeds, such as 1,2,3', readSeeds)
    .option('--rounds <count>', 'rounds of each run at most', readNatural(1, 10_000))
    .addOption(
      new Option('--masking <on|off>', 'on: secure aggregation as in a bounty').choices(['on', 'off']),
    )
    .addOption(new Option('--transport <name>', 'grpc: holders over the network').choices(['memory', 'grpc']))
    .addOption(backendOption('what trains'))
    .option('--fresh', 'play all runs again, in place of what the folder holds')
    .option('--replay <path>', 'play a stored run, or all of a folder, again and compare the bytes')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .addHelpText(
      'after',
      `
Each run is written down round by round; the same run comes to the same bytes. Stopped with Ctrl-C or killed, the same command
goes on where it was; runs that are finished are not played again. Masking is off unless asked for: updates are summed in the
clear in this process, which comes to the same models.

Examples:
  $ parley simulate --list
  $ parley simulate hello                                seconds
  $ parley simulate hello --print > mine.yaml            a page to start from
  $ parley simulate mine.yaml --seeds 1,2,3 --set training.learningRate=0.1
  $ parley simulate mine.yaml --set 'sweep={training.localEpochs: [1, 5]}' --out local-epochs
  $ parley simulate mine.yaml --masking on --out masked
  $ parley simulate --replay parley-runs/hello           is every line what the run comes to?
  $ parley simulate mnist-2nn-iid --json > figures.json
  $ parley simulate contribution                         who contributed, told from sums of groups

docs/simulate.md goes through the page field by field.`,
    )
  addSimulateContribution(simulate, world)
  withAction<SimulateOptions>(simulate, world, async ({ options, output, args }) => {
    const [name] = args
    if (options.list === true) return listPresets(output)
    if (options.replay !== undefined) return replay(options.replay, output, world)
    if (name === undefined)
      throw new UsageError('name a page of YAML or a preset; `parley simulate --list` shows the presets')
    if (options.print === true) return printPreset(name, output)
    return play(name, options, output, world)
  })
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function readSeeds(text: string): readonly number[] {
  if (!/^\d{1,10}(,\d{1,10})*$/.test(text))
    throw new InvalidArgumentError('Write whole numbers with commas between them, such as 1,2,3.')
  return text.split(',').map(Number)
}

function listPresets(output: Output): void {
  const list = Object.entries(presets).map(([name, { reproduces, takes, experiment }]) => ({
    name,
    ...{ title: experiment.title, reproduces, takes, published: experiment.published ?? [] },
  }))
  output.result({ presets: list }, presetsText(presets))
}

function printPreset(name: string, output: Output): void {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (preset === undefined)
    throw new UsageError(`there is no preset "${name}"; there are ${Object.keys(presets).join(', ')}`)
  output.result(preset.experiment, presetPage(preset).trimEnd())
}

async function play(name: string, options: SimulateOptions, output: Output, world: World): Promise<void> {
  const { backend, workers, set, seeds, rounds, masking, transport } = options
  await requireBackend(backend)
  const experiment = await readExperiment(name, {
    set,
    ...(seeds === undefined ? {} : { seeds }),
    ...(rounds === undefined ? {} : { rounds }),
    ...(masking === undefined ? {} : { masking }),
    ...(transport === undefined ? {} : { transport }),
  })
  const folder = options.out ?? path.join('parley-runs', experiment.name)
  const progress = openProgress(world)
  const startedMs = world.nowMs()
  const played = await playExperiment(experiment, {
    folder,
    isFresh: options.fresh === true,
    signal: world.stop,
    nowMs: world.nowMs,
    onEvent: progress.tell,
    ...(workers === undefined ? {} : { workers }),
    ...(backend === undefined ? {} : { backend }),
  }).finally(progress.close)
  const seconds = (world.nowMs() - startedMs) / 1000
  await tell(experiment, played, { folder, seconds, name }, output)
}

interface Telling {
  readonly folder: string
  readonly seconds: number
  /** What the command was asked to play. */
  readonly name: string
}

async function tell(
  experiment: Experiment,
  played: PlayedExperiment,
  { folder, seconds, name }: Telling,
  output: Output,
): Promise<void> {
  const stored = await readRuns(folder)
  const outcome = outcomeOf(experiment, planRuns(experiment), stored)
  const { targets: _, ...figures } = outcome
  const { workers, failures, isInterrupted, runSeconds, files } = played
  const paths = files.map(file => path.join(folder, file))
  const value = {
    name: experiment.name,
    masking: experiment.masking,
    transport: experiment.transport,
    backend: [...new Set(stored.map(({ run }) => run.backend))].join(', '),
    workers,
    seconds,
    // Of nothing played there is no speed.
    speedUp: runSeconds > 0 ? runSeconds / played.seconds : null,
    isInterrupted,
    failures,
    peakResidentBytes: peakOf(outcome.runs),
    ...figures,
    published: experiment.published,
    folder,
    files: paths,
  }
  output.result(value, `${outcomeText(experiment, outcome)}\n${filesText(folder, seconds)}`)
  if (isInterrupted)
    throw new InterruptedError(
      `interrupted; the same command goes on where it was: parley simulate ${name}, with the same options`,
    )
  if (failures.length > 0)
    throw new ReportedFailure(
      `${failures.length} of ${played.planned.length} runs failed:\n${failures.map(({ run, failure }) => `  ${run}: ${failure.message}`).join('\n')}`,
    )
}

function peakOf(runs: readonly { readonly peakResidentBytes: number | null }[]): number | null {
  const peaks = runs.flatMap(({ peakResidentBytes }) => peakResidentBytes ?? [])
  return peaks.length === 0 ? null : Math.max(...peaks)
}

function filesText(folder: string, seconds: number): string {
  const rows = [
    [path.join(folder, 'report.html'), 'curves and tables'],
    [path.join(folder, 'rounds.csv'), 'and runs.csv, timings.csv: for a spreadsheet'],
    [path.join(folder, 'results.jsonl'), 'every line of every run; a run each in runs/'],
    [path.join(folder, 'tensorboard'), `tensorboard --logdir ${path.join(folder, 'tensorboard')}`],
  ]
  const width = Math.max(...rows.map(([file]) => file!.length))
  return [
    `${durationText(seconds)}. Written to:`,
    ...rows.map(([file, what]) => `  ${file!.padEnd(width)}  ${what}`),
  ].join('\n')
}

async function replay(where: string, output: Output, world: World): Promise<void> {
  const replayed = await replayRuns(where, {
    signal: world.stop,
    onRun: run => output.note(`playing ${run} again`),
  })
  const isInterrupted = world.stop.aborted
  const isIdentical = !isInterrupted && replayed.every(each => each.isIdentical)
  output.result({ isIdentical, isInterrupted, runs: replayed }, replayed.map(replayedText).join('\n'))
  if (isInterrupted) throw new InterruptedError('interrupted; runs that are not told were not compared')
  if (!isIdentical) throw failedReplay(replayed)
}

function failedReplay(replayed: readonly Replayed[]): ReportedFailure {
  const bad = replayed.filter(({ isIdentical }) => !isIdentical)
  return new ReportedFailure(`${bad.length} of ${replayed.length} runs came to other lines than are stored`)
}
