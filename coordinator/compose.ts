/** The one place where the coordinator is wired together: real clock, real disk, real doors. */
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import {
  type ExpansionWorkers,
  feesAccount,
  type Identity,
  openExpansionWorkers,
  type PasswordCost,
  type RandomSource,
  type Signer,
  systemRandom,
  toHex,
  worldAccount,
} from '../aggregation/index.ts'
import { type BackendName, type Evaluator, openEvaluator } from '../learning/index.ts'
import type { MarketView } from '../protos/types.ts'
import { openAudit } from './audit/index.ts'
import { checkWindow, signatureWindowMs } from './auth/clock-window.ts'
import { type ConfirmationPolicy, usualConfirmation } from './auth/confirmation.ts'
import { openDetectors } from './auth/detectors.ts'
import { openDoor } from './auth/door.ts'
import { type OnJudged, openDoorWatch } from './auth/door-watch.ts'
import { claimEnvironment, readEnvironment } from './auth/environment.ts'
import { isOver } from './auth/key-states.ts'
import { watchKeys } from './auth/key-watch.ts'
import { type Members, openMembers } from './auth/members.ts'
import { openNonces } from './auth/nonces.ts'
import { openOwnKey } from './auth/own-keys.ts'
import { adoptOldFiles } from './blobs/adopt-old-files.ts'
import type { BlobStore } from './blobs/blob-store.ts'
import { clearIncoming } from './blobs/file-blobs.ts'
import { openObjectStore } from './blobs/object-store.ts'
import { openBackends, type StoreConfig, usualStore } from './blobs/open-backends.ts'
import { replicate } from './blobs/replicated-blobs.ts'
import { shredEnded } from './blobs/shred-ended.ts'
import { startUpkeep } from './blobs/upkeep.ts'
import { createMarket, readMarketLeaves } from './bounties/market.ts'
import { marketView } from './bounties/market-operations.ts'
import {
  type ConsoleLogin,
  type ConsoleView,
  consoleBounty,
  type OpenConsole,
  openConsole,
} from './console/index.ts'
import { type Coordinator, createCoordinator, unending } from './coordinator.ts'
import { createEventHub } from './events/event-hub.ts'
import { openFurtherDoor } from './further-door.ts'
import { certificateFingerprint, openGrpcServer, type ServerTls } from './grpc/index.ts'
import {
  createLedger,
  type Ledger,
  openAnchorFile,
  openSealKeeper,
  type SealAnchor,
  sealNowAndThen,
} from './ledger/index.ts'
import { createLog, type Log } from './log/index.ts'
import { createMetrics, type Metrics, readStanding } from './metrics/index.ts'
import type { DoorKeys, Journal, Parts } from './parts.ts'
import { openInputStore } from './rounds/input-store.ts'
import type { AttemptPlace } from './rounds/open-attempt.ts'
import { openStorage, type Storage } from './storage/index.ts'
import { openWebhooks, type WebhookOutcome, type WebhookSettings } from './webhooks/index.ts'
import { realWorld, type World } from './world.ts'

/** The coordinator's software version, told to whoever asks. */
export const coordinatorVersion = '0.1.0'

export interface CoordinatorConfig {
  /** Keys, files and, unless `postgresUrl` is given, the database. */
  readonly dataDir: string
  readonly postgresUrl?: string
  /** HOST:PORT of gRPC; port 0 takes any free one. */
  readonly listen: string
  /** HOST:PORT of the console; no console without it. */
  readonly http?: string
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer; readonly clientCa?: Buffer }
  /** dev, test or live. */
  readonly environment: string
  readonly name: string
  readonly passphrase: string
  /** What a guess at the passphrase costs, for keys made at this start. */
  readonly passphraseCost?: PasswordCost
  readonly consoleToken?: string
  /** People log in to the console; its link then has no token. */
  readonly consoleLogin?: Omit<ConsoleLogin, 'clock' | 'random' | 'journal'>
  /** Shown by whoever reads /metrics beside the console; no metrics without it. */
  readonly metricsToken?: string
  /** A member not heard of for this long is not waited for, if the others are enough. */
  readonly silenceMs?: number
  /** How far clocks may differ, in milliseconds, from 5 s to 300 s; 60 s unless given, and at most 30 s for what money or keys hang on. */
  readonly clockWindowMs?: number
  /** Whether it insists on one-time codes and second persons; as is usual in the environment unless given. */
  readonly confirmation?: Partial<ConfirmationPolicy>
  /** Webhooks may lead to addresses that are not public, and in the clear: for trials on one machine. */
  readonly webhooksToPrivate?: boolean
  /** On which models are evaluated; absent, what the environment says, else the fastest that works. */
  readonly backend?: BackendName
  /** Where models lie; a folder in the data folder unless given. */
  readonly store?: StoreConfig
  readonly journal?: Journal
  /** Clock, timers and randomness; those of the machine unless given. */
  readonly world?: World
  /** Told of every request what the doors made of it. For drills. */
  readonly onJudged?: OnJudged
  /** How often books are sealed and the audit becomes batches; a minute unless given. For drills, which cannot wait for it. */
  readonly sealEveryMs?: number
  /** For simulations: noise that can be drawn again, and protects nobody. */
  readonly unsafeNoiseOf?: (place: AttemptPlace) => RandomSource
}

export interface RunningCoordinator {
  readonly address: string
  readonly port: number
  readonly identityKey: Uint8Array
  readonly consoleUrl?: string
  readonly operatorKeystorePath: string
  readonly coordinator: Coordinator
  /** Shows another certificate from the next connection on; throws for one that cannot be used, and keeps the one it has. */
  reloadTls(tls: NonNullable<CoordinatorConfig['tls']>): void
  /** Another door on loopback, which knows of keys only what it reads from the database. For drills. */
  openFurtherDoor(): Promise<{ readonly address: string; close(): Promise<void> }>
  close(): Promise<void>
}

const defaultSilenceMs = 10_000
const closeGraceMs = 3_000
/** Until a row stands in a seal, nobody misses it when it is deleted. */
const usualSealMs = 60_000

/** Opens everything in order, and closes what was opened when a later part fails. */
export async function openCoordinator(config: CoordinatorConfig): Promise<RunningCoordinator> {
  const opened: (() => Promise<void> | void)[] = []
  const closeAll = async () => {
    for (const close of opened.reverse()) await close()
    opened.length = 0
  }
  try {
    return await openInOrder(config, opened, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function openInOrder(
  config: CoordinatorConfig,
  opened: (() => Promise<void> | void)[],
  closeAll: () => Promise<void>,
): Promise<RunningCoordinator> {
  const { dataDir, name, listen } = config
  const environment = readEnvironment(config.environment)
  const journal = config.journal ?? standardJournal()
  const world = config.world ?? realWorld(systemRandom)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  // The lock on the data folder comes first: nothing is read or made in a folder that another coordinator holds.
  const storage = await openStorage(
    config.postgresUrl === undefined
      ? { dataDir: join(dataDir, 'database') }
      : { postgresUrl: config.postgresUrl },
  )
  opened.push(() => storage.close())
  await claimEnvironment(storage, environment)
  const identity = ownIdentity(config, 'coordinator.keystore.json', `coordinator ${name}`)
  const { signer } = identity
  const operatorKeystorePath = join(dataDir, 'operator.keystore.json')
  const operator = ownIdentity(config, 'operator.keystore.json', `operator of ${name}`).signer
  const evaluator = openEvaluator(config.backend === undefined ? {} : { backend: config.backend })
  opened.push(() => evaluator.close())
  const expansion = openExpansionWorkers({ workers: Math.min(2, availableParallelism()) })
  opened.push(() => expansion.close())
  const tls = config.tls === undefined ? undefined : textsOf(config.tls)
  const { backends, scrubEveryMs } = config.store ?? usualStore(dataDir)
  const places = await openBackends(backends)
  opened.push(() => places.close())
  let tellHealth: (isWell: boolean) => void = () => undefined
  let tellWebhook: (outcome: WebhookOutcome, count: number) => void = () => undefined
  const { parts, coordinator } = await composeCoordinator({
    folder: dataDir,
    storage,
    signer,
    sealing: {
      key: identity.deriveKey('ledger-seals'),
      anchor: openAnchorFile(join(dataDir, 'ledger.anchor.json')),
      everyMs: config.sealEveryMs ?? usualSealMs,
    },
    store: {
      key: identity.deriveKey('model-store'),
      places: places.stores,
      scrubEveryMs,
      onHealth: isWell => tellHealth(isWell),
    },
    doorKeys: {
      challenges: identity.deriveKey('session-challenges'),
      secondFactors: identity.deriveKey('second-factors'),
    },
    ...(config.confirmation === undefined ? {} : { confirmation: config.confirmation }),
    webhooks: {
      sealKey: identity.deriveKey('webhooks'),
      toPrivate: config.webhooksToPrivate === true,
      onOutcome: (outcome, count) => tellWebhook(outcome, count),
    },
    operatorKey: operator.publicKey,
    evaluator,
    expansion,
    world,
    journal,
    name,
    environment,
    certificateFingerprint: tls === undefined ? new Uint8Array() : certificateFingerprint(tls.certificate),
    silenceMs: config.silenceMs ?? defaultSilenceMs,
    ...(config.unsafeNoiseOf === undefined ? {} : { unsafeNoiseOf: config.unsafeNoiseOf }),
  })
  opened.push(() => coordinator.close())
  const windowMs = checkWindow(config.clockWindowMs ?? signatureWindowMs)
  const nonces = openNonces(storage, world, windowMs, parts.audit)
  opened.push(() => nonces.close())
  const keyWatch = watchKeys({ keys: parts.members.keys, events: parts.events, world, journal })
  opened.push(() => keyWatch.close())
  const audience = toHex(signer.publicKey)
  const metrics = createMetrics({
    version: coordinatorVersion,
    standing: () => readStanding(parts, coordinator),
  })
  tellWebhook = metrics.webhook
  const watch = openDoorWatch({
    ...{ audit: parts.audit, events: parts.events, metrics, journal, world },
    detectors: openDetectors({ windowMs }),
    addressKey: identity.deriveKey('addresses'),
    ...(config.onJudged === undefined ? {} : { onJudged: config.onJudged }),
  })
  const door = openDoor({ members: parts.members, nonces, world, watch, environment, audience, windowMs })
  const server = await openGrpcServer({
    onCalled: metrics.called,
    listen,
    ...(tls === undefined ? {} : { tls }),
    service: coordinator,
    door,
    random: systemRandom,
    journal,
  })
  opened.push(() => server.close(closeGraceMs))
  tellHealth = server.tellStoreHealth
  const facts = {
    name,
    environment,
    version: coordinatorVersion,
    identityFingerprint: audience.slice(0, 16),
    startedAtMs: world.nowMs(),
  }
  const page = await openPage(config, viewOf(parts, coordinator, facts), metrics, { journal, world })
  if (page !== undefined) opened.push(() => page.close())
  return {
    address: server.address,
    port: server.port,
    identityKey: signer.publicKey,
    ...(page === undefined ? {} : { consoleUrl: page.url }),
    operatorKeystorePath,
    coordinator,
    reloadTls: files => {
      const texts = textsOf(files)
      server.reloadTls(texts)
      coordinator.certificateChanged(certificateFingerprint(texts.certificate))
    },
    async openFurtherDoor() {
      const { postgresUrl } = config
      const further = postgresUrl === undefined ? storage : await openStorage({ postgresUrl })
      const door = await openFurtherDoor({
        ...{ parts, service: coordinator, storage: further, signer, environment, tls, watch },
        listen: '127.0.0.1:0',
      })
      const close = async () => {
        await door.close()
        if (further !== storage) await further.close()
      }
      return { address: door.address, close }
    },
    close: closeAll,
  }
}

/** What the coordinator proper is made from; the doors (gRPC, console) are put before it by `openCoordinator`. */
export interface Composition {
  /** Holds the files: models, test sets, masked inputs in waiting. */
  readonly folder: string
  readonly storage: Storage
  readonly signer: Signer
  readonly sealing: Sealing
  readonly store: Keeping
  readonly doorKeys: DoorKeys
  /** Absent, as is usual in the environment. */
  readonly confirmation?: Partial<ConfirmationPolicy>
  readonly operatorKey: Uint8Array
  /** Absent, none are sent: for simulations. */
  readonly webhooks?: WebhookSettings
  readonly evaluator: Evaluator
  /** Without it the coordinator's own thread takes masks off, a stretch at a time. */
  readonly expansion?: ExpansionWorkers
  readonly world: World
  readonly journal: Journal
  readonly name: string
  readonly environment: string
  readonly certificateFingerprint: Uint8Array
  readonly silenceMs: number
  /** For simulations: noise that can be drawn again, and protects nobody. Absent, that of `world.random`. */
  readonly unsafeNoiseOf?: (place: AttemptPlace) => RandomSource
}

/** How rows of the books are made known for what they are. */
export interface Sealing {
  /** Of 32 bytes, and nowhere in the database. */
  readonly key: Uint8Array
  readonly anchor: SealAnchor
  /** Absent, rows carry their own seals and none lists them: for simulations, whose log then holds rounds alone. */
  readonly everyMs?: number
}

/** How models are kept. */
export interface Keeping {
  /** Of 32 bytes, and nowhere in the database or beside the blobs. */
  readonly key: Uint8Array
  /** Where the blobs lie, the first asked first. */
  readonly places: readonly BlobStore[]
  /** Absent, nothing is read through: for simulations. */
  readonly scrubEveryMs?: number
  /** Told when a place fails, and when all work again. */
  readonly onHealth?: (isWell: boolean) => void
}

/** The coordinator without doors: for `openCoordinator` and for simulations in one process. */
export async function composeCoordinator(
  from: Composition,
): Promise<{ readonly parts: Parts; readonly coordinator: Coordinator }> {
  const { folder, storage, signer, sealing, evaluator, world, journal, name, environment, silenceMs } = from
  const ledger = createLedger(world, sealing.key)
  const origin = `parley/${environment}/${toHex(signer.publicKey).slice(0, 16)}`
  const log = createLog({ signer, origin, sealKey: sealing.key })
  const sealer = await startSealing(from, log)
  const audit = openAudit({ storage, log, world, journal })
  await openBooks(storage, ledger)
  const { objects, blobs } = await openStore(from)
  const members = await openMembers(storage, ledger, signer, world, {
    audit,
    environment: readEnvironment(environment),
  })
  await installOperator(members, from.operatorKey, world.nowMs(), journal)
  const events = createEventHub(world.nowMs)
  const webhooks =
    from.webhooks === undefined
      ? undefined
      : await openWebhooks({ storage, members, events, world, journal }, from.webhooks)
  const parts: Parts = {
    world,
    storage,
    ledger,
    log,
    audit,
    market: createMarket({ ledger, log }),
    anchor: sealing.anchor,
    blobs: objects,
    inputs: await openInputStore(join(folder, 'inputs')),
    evaluator,
    expansion: from.expansion ?? openExpansionWorkers({ workers: 0 }),
    events,
    webhooks,
    signer,
    doorKeys: from.doorKeys,
    confirmation: { ...usualConfirmation(environment), ...from.confirmation },
    noiseFor: from.unsafeNoiseOf ?? (() => world.random),
    members,
    journal,
    silenceMs,
  }
  const coordinator = await createCoordinator(parts, {
    name,
    environment,
    identityKey: signer.publicKey,
    version: coordinatorVersion,
    certificateFingerprint: from.certificateFingerprint,
  })
  const { scrubEveryMs } = from.store
  const upkeep =
    scrubEveryMs === undefined
      ? undefined
      : startUpkeep({
          blobs,
          objects,
          scrubEveryMs,
          shredEnded: () => shredEnded(storage, objects, unending),
          world,
          journal,
        })
  const { everyMs } = sealing
  const batching =
    everyMs === undefined
      ? { close: async () => undefined }
      : sealNowAndThen(audit, { everyMs, world, journal })
  const close = async () => {
    await upkeep?.close()
    await coordinator.close()
    await webhooks?.close()
    await batching.close()
    await sealer.close()
  }
  return { parts, coordinator: { ...coordinator, close } }
}

/** Opens the model store, and seals what an earlier version left in the data folder. */
async function openStore({ folder, storage, store, world, journal }: Composition) {
  const old = join(folder, 'blobs')
  await clearIncoming(old)
  const blobs = replicate(store.places, journal, store.onHealth)
  const objects = await openObjectStore({
    storage,
    blobs,
    spoolFolder: join(folder, 'spool'),
    storeKey: store.key,
    random: world.random,
    nowMs: world.nowMs,
  })
  await adoptOldFiles(old, objects, journal)
  return { blobs, objects }
}

/** Founds the seals, then makes one now and then, and a last one at the end. */
async function startSealing(
  { storage, sealing, world, journal }: Composition,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const { key, anchor, everyMs } = sealing
  if (everyMs === undefined) return { close: async () => undefined }
  const keeper = openSealKeeper({ storage, key, log, clock: world, anchor })
  await keeper.found()
  return sealNowAndThen(keeper, { everyMs, world, journal })
}

function textsOf({ certificate, key, clientCa }: NonNullable<CoordinatorConfig['tls']>): ServerTls {
  return {
    certificate: certificate.toString(),
    key: key.toString(),
    ...(clientCa === undefined ? {} : { clientCa: clientCa.toString() }),
  }
}

function standardJournal(): Journal {
  return pino({ level: process.env.PARLEY_LOG_LEVEL ?? 'info' }, pino.destination(2))
}

function ownIdentity(config: CoordinatorConfig, file: string, description: string): Identity {
  const { dataDir, passphrase, passphraseCost } = config
  const cost = passphraseCost === undefined ? {} : { cost: passphraseCost }
  return openOwnKey({ file: join(dataDir, file), description, passphrase, random: systemRandom, ...cost })
}

async function openBooks(storage: Storage, ledger: Ledger): Promise<void> {
  await storage.transaction(async tx => {
    const answers = [
      await ledger.openAsset(tx, { id: 'credit', scale: 0 }),
      await ledger.openAccount(tx, { id: worldAccount, kind: 'world', asset: 'credit', minimumUnits: null }),
      await ledger.openAccount(tx, { id: feesAccount, kind: 'fees', asset: 'credit', minimumUnits: 0n }),
    ]
    for (const answer of answers) {
      if (answer.kind === 'rejected')
        throw new Error(`the books cannot be opened: ${answer.reason} (${answer.culprit})`)
    }
  })
}

/** Whoever has the data folder and its passphrase is the operator, also after every key of the operator ended. */
async function installOperator(
  members: Members,
  operatorKey: Uint8Array,
  nowMs: number,
  journal: Journal,
): Promise<void> {
  const key = members.keys.ofKey(toHex(operatorKey))
  if (key?.organisation === 'operator' && key.role === 'operator') {
    if (isOver(key.state))
      journal.warn(
        { keyId: key.keyId, state: key.state },
        'the key of the operator in the data folder is not live: put the newest one there, or move it away, and the next start makes another',
      )
    return
  }
  const isAnothers = key !== undefined || members.hasLiveKey({ organisation: 'operator', role: 'operator' })
  if (isAnothers)
    throw new Error('the operator enrolled in the database is not the one whose key is in the data folder')
  await members.install({
    organisation: 'operator',
    displayName: 'Operator',
    role: 'operator',
    identityKey: operatorKey,
    enrolledAtMs: nowMs,
  })
}

function viewOf(
  parts: Parts,
  coordinator: Coordinator,
  facts: Awaited<ReturnType<ConsoleView['snapshot']>>['coordinator'],
): ConsoleView {
  return {
    async snapshot() {
      const sequence = parts.events.lastSequence()
      const bounties = await coordinator.bounties()
      const balances = await parts.storage.transaction(tx => parts.ledger.balances(tx))
      return {
        coordinator: facts,
        bounties: await Promise.all(
          bounties.map(async bounty =>
            consoleBounty(
              bounty,
              coordinator.runnerOf(bounty.bountyId)?.attempt()?.live() ?? null,
              await moneyOf(parts, bounty.bountyId),
            ),
          ),
        ),
        balances: balances.map(({ account, asset, postedUnits, pendingOutUnits }) => ({
          account,
          asset,
          postedUnits: String(postedUnits),
          heldUnits: String(pendingOutUnits),
        })),
        sequence,
      }
    },
    events: (after, signal) => parts.events.watch(after, signal),
    log: bountyId =>
      parts.storage.transaction(async tx => {
        const state = await parts.market.state(tx, bountyId)
        return state && { terms: state.termsBytes, leaves: await readMarketLeaves(tx, bountyId) }
      }),
  }
}

/** Where a bounty's money is; null for one of before there was a log of events. */
async function moneyOf({ storage, market }: Parts, bountyId: string): Promise<MarketView | null> {
  const state = await storage.transaction(tx => market.state(tx, bountyId))
  return state === undefined ? null : marketView(state)
}

async function openPage(
  config: CoordinatorConfig,
  view: ConsoleView,
  { exposition }: Metrics,
  { journal, world }: Pick<Parts, 'journal' | 'world'>,
): Promise<OpenConsole | undefined> {
  if (config.http === undefined) return undefined
  const separator = config.http.lastIndexOf(':')
  const host = config.http.slice(0, separator).replace(/^\[|\]$/g, '')
  const { tls, metricsToken, consoleLogin } = config
  const token = config.consoleToken ?? Buffer.from(systemRandom.bytes(24)).toString('base64url')
  return openConsole({
    host,
    port: Number(config.http.slice(separator + 1)),
    view,
    ...(consoleLogin === undefined
      ? { token }
      : { login: { ...consoleLogin, clock: world, random: world.random, journal } }),
    ...(tls === undefined || isLoopback(host) ? {} : { tls }),
    logger: journal,
    ...(metricsToken === undefined ? {} : { metrics: { token: metricsToken, exposition } }),
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
