import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { type BackendName, backendNames } from '../../learning/index.ts'
import {
  type BenchReport,
  benchPrivacy,
  benchSecureAggregation,
  benchTraining,
  defaultFlowerPython,
  defaultPython,
  type Goal,
  type LargeRoundReport,
  type PrivacyReport,
  playLargeRound,
  type TrainingReport,
} from '../../simulator/bench/index.ts'
import { UsageError } from '../errors.ts'
import { readNatural, withAction } from '../options.ts'
import { bytesText, figureText, type Output, table } from '../output.ts'
import type { World } from '../world.ts'
import { addAuthBench } from './bench-auth.ts'
import { addMarketBench } from './bench-market.ts'

interface BenchOptions {
  readonly json?: boolean
  readonly quick?: boolean
  readonly python?: string
  readonly flowerPython?: string
  readonly clients?: number
  readonly dimension?: number
  readonly seed: string
}

/** `parley bench`. */
export function addBenchCommand(program: Command, world: World): void {
  const bench = program.command('bench').description('measure this machine')
  const secure = bench
    .command('secure-aggregation')
    .description('what masking, sharing and unmasking cost here, beside openssl and two baselines in Python')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option('--quick', 'small sizes, one turn: shows that everything runs, says nothing about speed')
    .option('--python <program>', 'the Python 3 that has numpy, cryptography and pycryptodome')
    .option('--flower-python <program>', 'the Python 3 that has flwr, Flower itself')
    .option(
      '--clients <count>',
      'instead: play one whole round of so many clients in memory',
      readNatural(3, 60_000),
    )
    .option('--dimension <count>', 'coordinates of that round (else 10000)', readNatural(1, 10_000_000))
    .addOption(new Option('--seed <text>', 'of that round').default('parley bench'))
    .addHelpText(
      'after',
      `
Measures for two to three minutes. What is compared is measured in turns, and medians are printed: a busy machine slows both.
ratioToOpenssl is the keystream of k + 1 masks in bytes, over the time of the whole masking step, over the speed of
  openssl speed -elapsed -evp aes-256-ctr -bytes 65536
both by the wall clock and within one turn; the median of the turns. b16SpeedUp and twoWorkerSpeedUp are of the whole step
at k = 100, d = 10^7, where it is masks. The ratios to Python are their time over ours. Unmasking by Flower's calls is
measured whole at n = 21 and computed from its parts at n = 101 ("isExtrapolated"). What is missing on this machine is
null, with its reason in "missing".

Examples:
  $ parley bench secure-aggregation
  $ parley bench secure-aggregation --json > report.json
  $ parley bench secure-aggregation --clients 10000 --json

The baselines' libraries are installed by: node scripts/python-environment.js
Flower itself, for whole rounds of its SecAgg+: node scripts/python-environment.js flower`,
    )
  withAction<BenchOptions>(secure, world, async ({ options, output }) => {
    if (options.clients === undefined && options.dimension !== undefined)
      throw new UsageError('--dimension is of a round played with --clients')
    if (options.clients === undefined) await measure(options, output, world)
    else await playRound({ ...options, clients: options.clients }, output)
  })
  addTrainingBench(bench, world)
  addPrivacyBench(bench, world)
  addMarketBench(bench, world)
  addAuthBench(bench, world)
}

interface TrainingBenchOptions {
  readonly json?: boolean
  readonly quick?: boolean
  readonly backend?: BackendName
}

function addTrainingBench(bench: Command, world: World): void {
  const training = bench
    .command('training')
    .description('examples a second on every backend here, beside the plain loop of TensorFlow.js')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option('--quick', 'few examples, one turn: shows that everything runs, says nothing about speed')
    .addOption(new Option('--backend <name>', 'only this one').choices(backendNames))
    .addHelpText(
      'after',
      `
Trains the 2NN and the convolutional network of McMahan et al. 2017 on real digits. ratioToPlain is the trainer's speed over
that of trainOnBatch (2NN) or minimize (convolutional) on the same backend; what is compared is measured in turns.

Examples:
  $ parley bench training
  $ parley bench training --backend wasm --json > report.json`,
    )
  withAction<TrainingBenchOptions>(training, world, async ({ options, output }) => {
    const { quick = false, backend } = options
    const report = await benchTraining({
      quick,
      nowMs: world.nowMs,
      report: output.note,
      ...(backend === undefined ? {} : { backend }),
    })
    output.result(report, trainingText(report))
  })
}

function trainingText(report: TrainingReport): string {
  const { machine, goals, missing, backends, memory, federated } = report
  const rows = Object.entries(backends).flatMap(([name, { mlp, cnn }]) =>
    Object.entries({ mlp, cnn }).map(([network, one]) => [
      name,
      network,
      figureText(one.examplesPerSecond),
      figureText(one.plainExamplesPerSecond),
      figureText(one.ratioToPlain),
    ]),
  )
  const held = goals.map(goal => [goal.field, figureText(goal.value), wantedText(goal), verdictText(goal)])
  return [
    `${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}, batches of ${report.batchSize}`,
    table(['backend', 'network', 'examples/s', 'plain loop', 'ratio'], rows, [2, 3, 4]),
    table(['figure', 'measured', 'goal', 'holds'], held, [1, 2]),
    ...(memory === null
      ? []
      : [
          `memory: ${bytesText(memory.after10Bytes)} after 10 rounds, ${bytesText(memory.after200Bytes)} after 200`,
        ]),
    ...(federated === null
      ? []
      : [
          `${federated.rounds} masked rounds of ${federated.holders} holders over gRPC: ${federated.maskedSeconds.toFixed(1)} s, ` +
            `the plain loop ${federated.plainSeconds.toFixed(1)} s; ${federated.overheadSecondsPerRound.toFixed(2)} s more a round, ` +
            `and ${federated.openingSeconds.toFixed(1)} s once`,
        ]),
    ...missing.map(({ what, reason }) => `${what} is missing: ${reason}`),
    ...(report.quick ? ['Measured with --quick: these figures say nothing about speed.'] : []),
  ].join('\n')
}

interface PrivacyBenchOptions {
  readonly json?: boolean
  readonly quick?: boolean
}

function addPrivacyBench(bench: Command, world: World): void {
  const privacy = bench
    .command('privacy')
    .description('what differential privacy costs: noise step by step, and a step of private training')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option('--quick', 'a short vector, one turn: shows that everything runs, says nothing about speed')
    .addHelpText(
      'after',
      `
Nanoseconds for each coordinate of a million, on one thread, keystream included; medians of 160 pieces of 65536.
noiseNsPerCoordinate is Skellam noise with a standard deviation of 4096 grid steps, convolutionNsPerCoordinate a discrete
Gaussian of 2^17. dpSgdRatio is a step of record-level training over an ordinary one, of the 2NN at 256 records in a step.

Examples:
  $ parley bench privacy
  $ parley bench privacy --json > report.json`,
    )
  withAction<PrivacyBenchOptions>(privacy, world, async ({ options, output }) => {
    const { quick = false } = options
    const report = await benchPrivacy({ quick, nowMs: world.nowMs, report: output.note })
    output.result(report, privacyText(report))
  })
}

function privacyText(report: PrivacyReport): string {
  const { machine, goals, noise } = report
  const rows = [
    ...noise.map(one => [
      `${one.kind} noise, ${one.standardDeviation} steps`,
      figureText(one.nsPerCoordinate),
    ]),
    ['rotation', figureText(report.rotationNsPerCoordinate)],
    ['rounding', figureText(report.roundingNsPerCoordinate)],
    ['all steps of a member', figureText(report.encodingNsPerCoordinate)],
  ]
  const dpSgdRows = report.dpSgd.comparisons.map(({ batchSize, privateStepMs, plainStepMs, ratio }) =>
    [batchSize, privateStepMs, plainStepMs, ratio].map(figureText),
  )
  const held = goals.map(goal => [goal.field, figureText(goal.value), wantedText(goal), verdictText(goal)])
  return [
    `${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}, ${report.dimension} coordinates`,
    table(['step', 'ns a coordinate'], rows, [1]),
    table(['records in a step', 'private ms', 'plain ms', 'ratio'], dpSgdRows, [0, 1, 2, 3]),
    table(['figure', 'measured', 'goal', 'holds'], held, [1, 2]),
    ...(report.quick ? ['Measured with --quick: these figures say nothing about speed.'] : []),
  ].join('\n')
}

async function measure(options: BenchOptions, output: Output, world: World): Promise<void> {
  const report = await benchSecureAggregation({
    quick: options.quick === true,
    python: options.python ?? defaultPython(),
    flowerPython: options.flowerPython ?? defaultFlowerPython(),
    nowMs: world.nowMs,
    report: output.note,
  })
  output.result(report, reportText(report))
}

function reportText(report: BenchReport): string {
  const { machine, goals, missing, client } = report
  const rows = goals.map(goal => [goal.field, figureText(goal.value), wantedText(goal), verdictText(goal)])
  const cases = client.cases.map(one => [
    String(one.neighbours),
    String(one.dimension),
    String(one.bits),
    one.workers === 0 ? 'own thread' : `${one.workers} workers`,
    one.milliseconds.toFixed(1),
    figureText(one.ratioToOpenssl),
  ])
  return [
    `${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}, masks by the ${machine.engine} engine`,
    table(['figure', 'measured', 'goal', 'holds'], rows, [1, 2]),
    table(['neighbours', 'coordinates', 'bits', 'on', 'ms', 'of openssl'], cases, [0, 1, 2, 4, 5]),
    ...roundsText(report),
    ...missing.map(({ what, reason }) => `${what} is missing: ${reason}`),
    ...(report.quick ? ['Measured with --quick: these figures say nothing about speed.'] : []),
  ].join('\n')
}

function roundsText({ peers }: BenchReport): readonly string[] {
  if (peers.flowerRound === null) return []
  const { others, ...first } = peers.flowerRound
  const rows = [first, ...others].map(round => [
    String(round.clients),
    String(round.dimension),
    `${round.dropouts} before ${round.lostBefore}`,
    round.flowerCompleted ? round.flowerSeconds.toFixed(2) : `failed: ${round.flowerFault}`,
    round.parleySeconds.toFixed(2),
    figureText(round.ratio),
  ])
  return [
    table(
      ['clients', 'coordinates', 'lost', `flwr ${first.flowerVersion}, s`, 's', 'ratio'],
      rows,
      [0, 1, 4, 5],
    ),
  ]
}

function wantedText({ least, most }: Goal): string {
  return least === undefined ? `<= ${most}` : `>= ${least}`
}

function verdictText({ holds }: Goal): string {
  return holds === null ? 'not measured' : holds ? 'yes' : 'no'
}

async function playRound(
  options: BenchOptions & { readonly clients: number },
  output: Output,
): Promise<void> {
  let stage = ''
  const report = await playLargeRound({
    clients: options.clients,
    dimension: options.dimension ?? 10_000,
    bits: 24,
    dropoutPermille: 50,
    colludersPermille: 50,
    seed: options.seed,
    workers: Math.max(1, availableParallelism()),
    report: progress => {
      if (progress.stage !== stage) output.note(`${progress.stage}: ${progress.expected} clients`)
      stage = progress.stage
    },
  })
  output.result(report, roundText(report))
}

function roundText(report: LargeRoundReport): string {
  const rows = report.stages.map(stage => [
    stage.stage,
    stage.seconds.toFixed(1),
    String(stage.messages),
    bytesText(stage.bytesUp),
    bytesText(stage.bytesDown),
  ])
  const { clients, survivors, degree, threshold, exact } = report
  return [
    `${clients} clients, ${survivors} in the sum, ${degree} neighbours each, threshold ${threshold}`,
    table(['stage', 'seconds', 'messages', 'up', 'down'], rows, [1, 2, 3, 4]),
    `${report.seconds.toFixed(1)} s, peak memory ${bytesText(report.peakBytes)}, the sum is ${exact ? 'exact' : 'WRONG'}`,
  ].join('\n')
}
