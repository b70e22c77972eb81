import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { fromHex, openExpansionWorkers, strongPasswordCost } from '../../aggregation/index.ts'
import {
  type AgentEvent,
  type AgentStage,
  type AgentStore,
  agentStages,
  type ConsentPolicy,
  type Drill,
  examplePolicy,
  type KeyNews,
  keepKey,
  loadPolicy,
  openAgentStore,
  openHeadPlaces,
  openPrivacyLedger,
  type PrivacyLedger,
  runAgent,
  systemClock,
} from '../../client/index.ts'
import {
  type BackendName,
  type ExternalTrainerOptions,
  insistedBackend,
  openExternalTrainer,
  openTrainer,
} from '../../learning/index.ts'
import { tellAgentEvent } from '../agent-narration.ts'
import { backendOption, requireBackend } from '../backend-option.ts'
import { type Connection, readTls, withConnection } from '../connect.ts'
import { readSiteFile } from '../data-documents.ts'
import { sourcesOf } from '../data-sources.ts'
import { datasetSaltFile, readDatasetSalt } from '../dataset-salt.ts'
import { UsageError } from '../errors.ts'
import { findHolderData } from '../holder-data.ts'
import { greetTrainer, readTrainer, trainerText } from '../holder-trainer.ts'
import { followParent } from '../lifetime.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { Output } from '../output.ts'
import { privacyLedgerFolder } from '../privacy-ledger-folder.ts'
import { whileSignerAway } from '../signer-away.ts'
import { watchFiles } from '../watch-files.ts'
import type { World } from '../world.ts'

interface ClientOptions extends ConnectionOptions {
  readonly data: string
  readonly policy: string
  readonly schema?: string
  readonly site?: string
  readonly stateDir?: string
  readonly privacyLedger?: string
  readonly trainer?: string
  readonly backend?: BackendName
  readonly heads?: readonly string[]
  readonly once?: boolean
  readonly rotate: boolean
  readonly drillHold?: readonly Drill[]
  readonly exitWithParent?: boolean
}

/** `parley client`, and `parley client policy` for a policy to start from. */
export function addClientCommand(program: Command, world: World): void {
  const client = withConnectionOptions(program.command('client'))
    .description(
      'run a data holder’s agent: it joins what the policy allows, trains here, and sends masked updates only',
    )
    .option('--data <path>', 'the records: a table in CSV, Parquet or NPZ, or a folder of images')
    .option('--policy <file>', 'what this holder consents to; see `parley client policy`')
    .option('--schema <file>', 'data schema of the records (else that of the first bounty they answer)')
    .option('--site <file>', 'what your file has of its own: separators, names of columns and values')
    .option('--state-dir <dir>', 'where attempts and receipts are kept (else HOME/agent)')
    .option(
      '--privacy-ledger <dir>',
      'what all bounties have cost in privacy, to be shared by all homes with the same records (else HOME/privacy)',
    )
    .option(
      '--trainer <command|file>',
      'a program of yours that trains in place of the built-in trainer: its command line, or a YAML file',
    )
    .addOption(backendOption('what to train on').conflicts('trainer'))
    .option(
      '--heads <place...>',
      'where heads of the log are exchanged with other holders: folders that you share, addresses where they publish',
    )
    .option(
      '--no-rotate',
      'leave the turnover of its key to `parley keys rotate`, and only take up what that makes',
    )
    .option('--once', 'end after the first bounty it joined has ended')
    .addOption(
      program
        .createOption('--drill-hold <round:stage>', 'for drills: stand still after this stage of this round')
        .argParser<readonly Drill[]>((text, others = []) => [...others, readDrill(text)])
        .hideHelp(),
    )
    .addOption(program.createOption('--exit-with-parent', 'end when stdin is closed').hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  $ parley client policy > policy.yaml             write one, fill in the lists
  $ parley client --data ./records --policy policy.yaml
  $ parley client --data patients.csv --policy policy.yaml --once
  $ parley client --data patients.csv --policy policy.yaml --heads /mnt/consortium/heads https://elm.example/head.txt
  $ parley client --data patients.csv --policy policy.yaml --trainer 'python3 -m parley_trainer --adapter torch'
  $ parley client --data patients.csv --policy policy.yaml --trainer trainer.yaml

trainer.yaml, all but the command may be left out:
  command: [/opt/venv/bin/python, -m, parley_trainer, --adapter, jax]
  env: {CUDA_VISIBLE_DEVICES: 1}    # beside PATH, HOME and a few more; nothing of Parley's own
  folder: /dev/shm                  # where records and weights are handed over
  helloSeconds: 60                  # to load its libraries
  silenceSeconds: 120               # between two reports of its progress
  jobSeconds: 3600                  # for one round
  graceSeconds: 5                   # to stop by itself
The trainer sees the records and runs as you; masking and clipping stay here. \`parley doctor --trainer ...\` tries it out;
docs/external-trainers.md says how to write one.

Before each round the agent holds the coordinator's log against what it was shown before. With --heads also against what others were
shown: a coordinator that keeps two logs is found, the proof is kept as HOME/agent/fork.json and left for the others, and the agent ends.

Its key is rotated by itself when two thirds of its life are over, and one that \`parley keys rotate\` made is taken up within seconds,
or at once on SIGHUP.

With --json every event is one line. Receipts are in HOME/agent/receipts.
\`parley doctor\` lists the backends and says which can be used here.`,
    )
  withAction<ClientOptions>(client, world, async ({ options, output }) => {
    if (options.data === undefined || options.policy === undefined)
      throw new UsageError('an agent needs --data PATH and --policy FILE; `parley client --help` shows how')
    if (options.exitWithParent === true) followParent(world)
    const policy = loadPolicy(options.policy)
    const external = await openingOf(options.trainer, world, output)
    if (external === undefined) await requireBackend(insistedBackend(options.backend, world.env))
    await withConnection(options, world, connection =>
      serve({ options, output, world, policy, external, connection }),
    )
  })
  const policy = client
    .command('policy')
    .description('print a policy with every field explained; it allows nothing until its lists are filled in')
    .option('--json', 'print it as one JSON value')
  withAction(policy, world, async ({ output }) =>
    output.result({ policy: examplePolicy }, examplePolicy.trimEnd()),
  )
  client.enablePositionalOptions()
}

/** How the holder's own trainer is opened, after it was tried: better told now than in the middle of a round. */
async function openingOf(trainer: string | undefined, world: World, output: Output) {
  if (trainer === undefined) return undefined
  const external = await readTrainer(trainer, world)
  output.note(`the trainer is ${trainerText(await greetTrainer(external))}`)
  return external
}

interface Service {
  readonly options: ClientOptions
  readonly output: Output
  readonly world: World
  readonly policy: ConsentPolicy
  readonly external: ExternalTrainerOptions | undefined
  readonly connection: Connection
}

async function serve(service: Service): Promise<void> {
  const { options, world, connection } = service
  const folder = path.resolve(options.stateDir ?? path.join(connection.home, 'agent'))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const store = openAgentStore(folder, connection.identity.deriveKey('agent-state'), world.random)
  const keeping = new AbortController()
  const kept = keepKeyOf(service, AbortSignal.any([world.stop, keeping.signal]))
  const watching = watchCertificate(service)
  try {
    const salt = await readDatasetSalt(datasetSaltFile(folder), world)
    const ledger = openLedger(service)
    try {
      const away = { clock: systemClock, signal: world.stop, tell: service.output.note }
      do await whileSignerAway(() => serveBounty(service, store, ledger, salt), away)
      while (options.once !== true && !world.stop.aborted)
    } finally {
      ledger.close()
    }
  } finally {
    keeping.abort()
    watching?.close()
    await kept
    store.close()
  }
}

/** The key turns over while the agent runs; a new one signs from the next call on. */
function keepKeyOf({ options, output, world, connection }: Service, signal: AbortSignal): Promise<void> {
  const { ring, port, target } = connection
  return keepKey({
    ring,
    port,
    destination: { environment: target.environment, audience: target.coordinatorKey },
    clock: systemClock,
    random: world.random,
    rotates: options.rotate,
    signal,
    ...(world.onHangUp === undefined ? {} : { onHangUp: world.onHangUp }),
    report: news => output.event(news, keyNewsText(news)),
    cost: strongPasswordCost,
  })
}

/** A certificate that is renewed in its files is shown from the next call on. */
function watchCertificate({ connection: { reloadTls, target }, output, world }: Service) {
  const { tls } = target
  if (tls === undefined) return undefined
  return watchFiles(
    Object.values(tls).filter(file => file !== undefined),
    async () => reloadTls(await readTls(tls)),
    world,
    message => output.note(`The certificate could not be read again, the one before stays: ${message}`),
  )
}

function keyNewsText(news: KeyNews): string {
  switch (news.kind) {
    case 'key-taken-up':
      return `Key ${news.keyVersion} signs from now on: the keystore was replaced.`
    case 'key-rotated':
      return `The key was rotated: key ${news.keyVersion} signs, until ${new Date(news.endsAtMs).toISOString().slice(0, 10)}. Copy the folder keys.`
    case 'key-not-rotated':
      return `The key could not be rotated, and is tried again: ${news.message}`
    default:
      return news satisfies never
  }
}

function openLedger({ options, world, connection: { home } }: Service): PrivacyLedger {
  const folder = privacyLedgerFolder(home, options.privacyLedger)
  return openPrivacyLedger(folder, world.random, world.nowMs)
}

/** Finds records for a bounty and takes part until it has ended. */
async function serveBounty(
  service: Service,
  store: AgentStore,
  privacyLedger: PrivacyLedger,
  datasetSalt: Uint8Array,
): Promise<void> {
  const { options, output, world, policy, external, connection } = service
  const { port, profile, ring, target } = connection
  const organisation = profile.organisation
  if (organisation === undefined)
    throw new UsageError(`${connection.home} is not enrolled anywhere; run \`parley enroll\` first`)
  const dataset = await findHolderData({
    port,
    policy,
    data: options.data,
    schemaFile: options.schema,
    site: await readSiteFile(options.site),
    joined: store.joined(),
    stop: world.stop,
    note: output.note,
  })
  if (dataset === undefined) return
  const trainer =
    external === undefined
      ? openTrainer(options.backend === undefined ? {} : { backend: options.backend })
      : openExternalTrainer(external)
  const expansion = openExpansionWorkers({ workers: Math.min(2, availableParallelism()) })
  try {
    await runAgent({
      port,
      signer: ring,
      organisation,
      stateStore: store,
      policy,
      dataset,
      privacyLedger,
      sources: await sourcesOf(options.data),
      datasetSalt,
      trainer,
      trainsPrivately: external === undefined,
      expansion,
      clock: systemClock,
      random: world.random,
      coordinatorKey: fromHex(target.coordinatorKey),
      report: event => report(output, event),
      signal: world.stop,
      once: true,
      ...(options.drillHold === undefined ? {} : { drills: options.drillHold }),
      ...(options.heads === undefined
        ? {}
        : { heads: openHeadPlaces({ places: options.heads, name: organisation }) }),
    })
  } finally {
    await expansion.close()
    await trainer.close()
  }
}

function report(output: Output, event: AgentEvent): void {
  const text = tellAgentEvent(event)
  if (output.isJson || text !== '') output.event(event, text)
}

/** ROUND:STAGE, and :SIZE where only who is drawn first is meant, in a first group of at least so many. */
function readDrill(text: string): Drill {
  const [, round, stage, firstOf] = /^([1-9]\d*):([a-z-]+)(?::([1-9]\d*))?$/.exec(text) ?? []
  const known = agentStages.find((name): name is AgentStage => name === stage)
  if (known === undefined)
    throw new InvalidArgumentError(
      `Write ROUND:STAGE or ROUND:STAGE:SIZE, the stage one of ${agentStages.join(', ')}.`,
    )
  return {
    round: Number(round),
    stage: known,
    ...(firstOf === undefined ? {} : { firstOf: Number(firstOf) }),
  }
}
