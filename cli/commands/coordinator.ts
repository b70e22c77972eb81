import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { toHex } from '../../aggregation/index.ts'
import type { ConfirmationPolicy, CoordinatorConfig, StoreConfig } from '../../coordinator/index.ts'
import { keyEnvironments } from '../../protos/api-key.ts'
import { loginOf, readCoordinatorConfig, storeOf } from '../coordinator-config.ts'
import { UsageError } from '../errors.ts'
import { followParent, untilStopped } from '../lifetime.ts'
import { type CommonOptions, isLoopback, readAddress, withAction, withCommonOptions } from '../options.ts'
import type { Output } from '../output.ts'
import { type PassphraseSource, readPassphrase } from '../passphrase.ts'
import { readProfile, writeProfile } from '../profile.ts'
import { watchFiles } from '../watch-files.ts'
import type { World } from '../world.ts'
import { addCoordinatorScrub } from './coordinator-scrub.ts'

export interface CoordinatorOptions extends CommonOptions, PassphraseSource {
  readonly config?: string
  readonly dataDir?: string
  readonly postgres?: string
  readonly listen?: string
  readonly http?: string | false
  readonly name?: string
  readonly environment?: string
  readonly secondFactor?: 'always' | 'where-enrolled'
  readonly secondPerson?: 'always' | 'never'
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly clientCa?: string
  readonly webhooksToPrivate?: boolean
  readonly exitWithParent?: boolean
}

/** Everything settled: what the flags, the file and the defaults say together. */
interface Settings {
  readonly dataDir: string
  readonly postgres: string | undefined
  readonly listen: string
  readonly http: string | undefined
  readonly name: string
  readonly environment: string
  readonly confirmation: ConfirmationPolicy
  readonly clockWindowSeconds: number | undefined
  readonly store: StoreConfig | undefined
  readonly login: CoordinatorConfig['consoleLogin']
  readonly tls: { readonly certificate: string; readonly key: string; readonly clientCa?: string } | undefined
}

/** `parley coordinator`. */
export function addCoordinatorCommand(program: Command, world: World): void {
  const coordinator = withCommonOptions(program.command('coordinator'))
    .description('run the service')
    .option('--config <file>', 'parley.yaml with any of the settings below; options given here win')
    .option('--data-dir <dir>', 'where its keys, its books and its files live (default ./parley)')
    .option('--postgres <url>', 'keep the books in this PostgreSQL instead of the embedded database')
    .option('--listen <host:port>', 'where holders and buyers reach it (default 127.0.0.1:7443)')
    .option('--http <host:port>', 'where the web console is (default 127.0.0.1:7480)')
    .option('--no-http', 'no web console')
    .option('--name <name>', 'how it calls itself (default parley)')
    .addOption(
      program
        .createOption(
          '--environment <name>',
          'part of every signature and key; in live, deposits need codes and a second person (default dev)',
        )
        .choices(keyEnvironments),
    )
    .addOption(
      program
        .createOption('--second-factor <when>', 'insist on one-time codes (default: in live)')
        .choices(['always', 'where-enrolled']),
    )
    .addOption(
      program
        .createOption(
          '--second-person <when>',
          'insist that another member approves deposits and the ending of members (default: in live)',
        )
        .choices(['always', 'never']),
    )
    .option('--tls-cert <file>', 'PEM file of its certificate chain')
    .option('--tls-key <file>', 'PEM file of the private key')
    .option(
      '--client-ca <file>',
      'PEM file of the authority whose client certificates it asks for (mutual TLS)',
    )
    .option(
      '--passphrase-file <file>',
      'file that holds the passphrase of its keys (else PARLEY_PASSPHRASE, else asked)',
    )
    .option(
      '--webhooks-to-private',
      'let webhooks lead to this machine and to private networks, and to http; for trials, never on a shared one',
    )
    .addOption(program.createOption('--exit-with-parent', 'end when stdin is closed').hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  $ parley coordinator                                         on this machine, plaintext on loopback only
  $ parley coordinator --listen 0.0.0.0:7443 --environment live \\
      --tls-cert server.pem --tls-key server.key --client-ca members.pem

The first start makes DIR/coordinator.keystore.json and DIR/operator.keystore.json, and a home for the
operator: parley enroll invite --home DIR/operator …   SIGINT and SIGTERM end it in order.
A certificate that is replaced in its files is shown from the next connection on; SIGHUP reads the files at once.

PARLEY_CONSOLE_TOKEN keeps the console's link the same at every start. With PARLEY_METRICS_TOKEN, 22 characters or more, figures for
Prometheus are at /metrics beside the console; docs/alerts.rules.yaml has rules for alerts.

Models lie sealed in DIR/blobs, or where the file says (docs/model-store.md):

  store:
    backends:
      - { kind: folder, path: ./blobs }
      - { kind: s3, bucket: models, region: eu-central-1, prefix: parley/ }
    scrubHours: 24

People log in to the console by OpenID Connect where the file says so (docs/console.md); without it, whoever has the link may look:

  login:
    issuer: https://login.example.org
    clientId: parley-console                                   its secret: clientSecretFile, or PARLEY_OIDC_CLIENT_SECRET
    emails: [ann@example.org]`,
    )
  addCoordinatorScrub(coordinator, world)
  withAction<CoordinatorOptions>(coordinator, world, async ({ options, output }) => {
    if (options.exitWithParent === true) followParent(world)
    await serve(await settle(options, world), options, output, world)
  })
}

async function settle(options: CoordinatorOptions, world: World): Promise<Settings> {
  const config = options.config === undefined ? {} : await readCoordinatorConfig(options.config)
  const tlsCert = options.tlsCert ?? config.tls?.certificate
  const tlsKey = options.tlsKey ?? config.tls?.key
  const clientCa = options.clientCa ?? config.tls?.clientCa
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new UsageError('--tls-cert and --tls-key belong together: give both, or neither')
  if (clientCa !== undefined && tlsCert === undefined)
    throw new UsageError(
      '--client-ca needs --tls-cert and --tls-key: clients are asked for certificates over TLS',
    )
  const environment = options.environment ?? config.environment ?? 'dev'
  const settings: Settings = {
    dataDir: path.resolve(options.dataDir ?? config.dataDir ?? './parley'),
    postgres: options.postgres ?? config.postgres,
    listen: options.listen ?? config.listen ?? '127.0.0.1:7443',
    http: options.http === false ? undefined : (options.http ?? config.http ?? '127.0.0.1:7480'),
    name: options.name ?? config.name ?? 'parley',
    environment,
    confirmation: confirmationOf(
      environment,
      options.secondFactor ?? config.secondFactor,
      options.secondPerson ?? config.secondPerson,
    ),
    clockWindowSeconds: config.clockWindowSeconds,
    store: storeOf(config),
    login: await loginOf(config, world.env.PARLEY_OIDC_CLIENT_SECRET),
    tls:
      tlsCert === undefined || tlsKey === undefined
        ? undefined
        : { certificate: tlsCert, key: tlsKey, ...(clientCa === undefined ? {} : { clientCa }) },
  }
  requirePrivateLine(settings)
  return settings
}

/** What is usual in the environment, where nothing else is asked for. */
function confirmationOf(
  environment: string,
  secondFactor: CoordinatorOptions['secondFactor'] | undefined,
  secondPerson: CoordinatorOptions['secondPerson'] | undefined,
): ConfirmationPolicy {
  const isLive = environment === 'live'
  return {
    needsSecondFactor: secondFactor === undefined ? isLive : secondFactor === 'always',
    needsSecondPerson: secondPerson === undefined ? isLive : secondPerson === 'always',
  }
}

/** Plaintext is for one machine and for trying things out, nothing else. */
function requirePrivateLine({ listen, tls, environment }: Settings): void {
  const { host } = address(listen, '--listen')
  if (tls !== undefined) return
  if (!isLoopback(host)) {
    throw new UsageError(
      `--listen ${listen} can be reached from other machines and there is no --tls-cert: give one, or listen on 127.0.0.1`,
    )
  }
  if (environment !== 'dev') {
    throw new UsageError(
      `the environment is ${environment} and there is no --tls-cert: without TLS only the environment dev is served`,
    )
  }
}

function address(text: string, option: string) {
  try {
    return readAddress(text)
  } catch {
    throw new UsageError(`${option} ${text} is no address: write HOST:PORT, such as 127.0.0.1:7443`)
  }
}

async function serve(
  settings: Settings,
  options: CoordinatorOptions,
  output: Output,
  world: World,
): Promise<void> {
  const { dataDir, listen, http, tls, postgres, name, environment, confirmation, store, login } = settings
  const { clockWindowSeconds } = settings
  if (http !== undefined) address(http, '--http')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const passphrase = await readPassphrase(options, world, `the keys in ${dataDir}`)
  const token = world.env.PARLEY_CONSOLE_TOKEN
  const metricsToken = world.env.PARLEY_METRICS_TOKEN
  // The service is loaded when it is wanted: the other commands start at once.
  const { openCoordinator } = await import('../../coordinator/index.ts')
  const running = await openCoordinator({
    dataDir,
    ...(postgres === undefined ? {} : { postgresUrl: postgres }),
    listen,
    ...(http === undefined ? {} : { http }),
    ...(tls === undefined ? {} : { tls: await readTls(tls) }),
    environment,
    confirmation,
    ...(clockWindowSeconds === undefined ? {} : { clockWindowMs: clockWindowSeconds * 1000 }),
    name,
    passphrase,
    ...(store === undefined ? {} : { store }),
    ...(token === undefined ? {} : { consoleToken: token }),
    ...(login === undefined ? {} : { consoleLogin: login }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    webhooksToPrivate: options.webhooksToPrivate === true,
  })
  try {
    const { address: at, identityKey, consoleUrl, operatorKeystorePath } = running
    const operatorHome = path.join(dataDir, 'operator')
    await writeProfile(operatorHome, {
      ...(await readProfile(operatorHome)),
      version: 1,
      coordinator: at,
      coordinatorKey: toHex(identityKey),
      environment,
      organisation: 'operator',
      role: 'operator',
      keystore: path.relative(operatorHome, operatorKeystorePath),
    })
    output.event(
      {
        event: 'listening',
        address: at,
        consoleUrl: consoleUrl ?? null,
        identityKey,
        name,
        environment,
        dataDir,
        pid: process.pid,
      },
      [
        `${name} (${environment}) listens on ${at}, ${tls === undefined ? 'in plaintext, for this machine only' : tls.clientCa === undefined ? 'over TLS' : 'over mutual TLS'}.`,
        `  identity key   ${toHex(identityKey)}`,
        ...(consoleUrl === undefined ? [] : [`  console        ${consoleUrl}`]),
        `  operator       parley enroll invite --home ${operatorHome} --organisation NAME --role holder|buyer`,
        'Ctrl-C ends it.',
      ].join('\n'),
    )
    const watching =
      tls === undefined
        ? undefined
        : watchFiles(
            Object.values(tls).filter(file => file !== undefined),
            async () => {
              running.reloadTls(await readTls(tls))
              output.event({ event: 'certificate-reloaded' }, 'The certificate was read again.')
            },
            world,
            message =>
              output.note(`The certificate could not be read again, the one before stays: ${message}`),
          )
    await untilStopped(world).finally(() => watching?.close())
  } finally {
    await running.close()
  }
  output.event({ event: 'stopped' }, 'Stopped in order.')
}

async function readTls({ certificate, key, clientCa }: NonNullable<Settings['tls']>) {
  return {
    certificate: await readFile(certificate),
    key: await readFile(key),
    ...(clientCa === undefined ? {} : { clientCa: await readFile(clientCa) }),
  }
}
