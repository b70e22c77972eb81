/**
 * A coordinator, a buyer and holders that enrol with it, all in this process: over gRPC on loopback, or straight onto the
 * service through the bytes of every message.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  generateSigner,
  openKeystore,
  type RandomSource,
  type Signer,
  systemRandom,
  toHex,
} from '../aggregation/index.ts'
import { openGrpcPort, systemClock } from '../client/index.ts'
import { type Journal, openCoordinator, openStorage, type RunningCoordinator } from '../coordinator/index.ts'
import type { BackendName } from '../learning/index.ts'
import type { Answer } from '../protos/reasons.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import { type BountyTerms, bountyIdOf, encodeTerms, termsSigningBytes } from '../protos/terms.ts'
import type { BountyId, Role } from '../protos/types.ts'
import { type NoisePlace, openFederation } from './federation.ts'

const passphrase = 'a passphrase of the benchmark'
const environment = 'dev'
const quiet: Journal = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface Member {
  readonly organisation: string
  readonly port: CoordinatorPort
  readonly signer: Signer
}

export interface FederatedCast {
  readonly folder: string
  readonly coordinatorKey: Uint8Array
  readonly buyer: Member
  readonly holders: readonly Member[]
  close(): Promise<void>
}

export function granted<T>(answer: Answer<T>): T {
  if (answer.kind === 'granted') return answer.value
  throw new Error(`the coordinator refused (${answer.reason}): ${answer.message}`)
}

export interface CastOptions {
  /** Names of the holders' organisations. */
  readonly holders: readonly string[]
  /** What the buyer is given. */
  readonly priceUnits: bigint
  readonly transport: 'memory' | 'grpc'
  /** A holder not heard of for this long is not waited for. */
  readonly silenceMs?: number
  /** Where files go; absent, a folder that is made for them and removed in the end. */
  readonly folder?: string
  /** On which the coordinator evaluates; absent, the fastest. */
  readonly backend?: BackendName
  /** Of the noise that the coordinator adds to the sum of an attempt; absent, the system's. */
  readonly unsafeNoiseOf?: (place: NoisePlace) => RandomSource
}

/** What either transport gives. */
interface Served {
  readonly coordinatorKey: Uint8Array
  readonly operator: CoordinatorPort
  portFor(organisation: string, role: Role | 'anyone', signer: Signer): CoordinatorPort
  close(): Promise<void>
}

/** Opens everything, and gives the buyer `priceUnits`. */
export async function openFederatedCast(options: CastOptions): Promise<FederatedCast> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'parley-federation-')))
  const { transport, priceUnits } = options
  const served = await (transport === 'grpc' ? serveGrpc : serveHere)(folder, options)
  const enrol = (organisation: string, role: Role) => enrolMember(served, organisation, role)
  const buyer = await enrol('buyer', 'buyer')
  const deposit = { organisation: buyer.organisation, amountUnits: priceUnits, memo: '' }
  granted(await served.operator.deposit(deposit, { idempotencyKey: 'price' }))
  const holders: Member[] = []
  for (const organisation of options.holders) holders.push(await enrol(organisation, 'holder'))
  return {
    folder,
    coordinatorKey: served.coordinatorKey,
    buyer,
    holders,
    close: async () => {
      await served.close()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function serveGrpc(
  folder: string,
  { silenceMs, backend, unsafeNoiseOf }: CastOptions,
): Promise<Served> {
  const service = await openCoordinator({
    dataDir: join(folder, 'coordinator'),
    listen: '127.0.0.1:0',
    environment,
    name: 'simulation',
    passphrase,
    journal: quiet,
    ...(silenceMs === undefined ? {} : { silenceMs }),
    ...(backend === undefined ? {} : { backend }),
    ...(unsafeNoiseOf === undefined ? {} : { unsafeNoiseOf }),
  })
  const ports: CoordinatorPort[] = []
  const portFor = (signer: Signer) => {
    const port = openPort(service, signer)
    ports.push(port)
    return port
  }
  return {
    coordinatorKey: service.identityKey,
    operator: portFor(await operatorSigner(service)),
    portFor: (_organisation, _role, signer) => portFor(signer),
    close: async () => {
      await Promise.all(ports.map(port => port.close()))
      await service.close()
    },
  }
}

async function serveHere(
  folder: string,
  { silenceMs, backend, unsafeNoiseOf }: CastOptions,
): Promise<Served> {
  const storage = await openStorage({ memory: true })
  const [{ signer }, { signer: operator }] = [generateSigner(systemRandom), generateSigner(systemRandom)]
  const federation = await openFederation({
    folder,
    storage,
    signer,
    operator,
    ...(silenceMs === undefined ? {} : { silenceMs }),
    ...(backend === undefined ? {} : { backend }),
    ...(unsafeNoiseOf === undefined ? {} : { unsafeNoiseOf }),
  })
  return {
    coordinatorKey: signer.publicKey,
    operator: federation.operatorPort,
    portFor: federation.portFor,
    close: async () => {
      await federation.close()
      await storage.close()
    },
  }
}

function openPort({ address, identityKey }: RunningCoordinator, signer: Signer): CoordinatorPort {
  const audience = toHex(identityKey)
  return openGrpcPort({ address, signer, environment, audience, clock: systemClock, random: systemRandom })
}

async function operatorSigner({ operatorKeystorePath }: RunningCoordinator): Promise<Signer> {
  const opened = openKeystore(await readFile(operatorKeystorePath, 'utf8'), passphrase)
  if (opened.kind === 'refused') throw new Error(`the operator's key does not open: ${opened.detail}`)
  return opened.identity.signer
}

async function enrolMember(served: Served, organisation: string, role: Role): Promise<Member> {
  const { signer } = generateSigner(systemRandom)
  const { code } = granted(await served.operator.invite({ organisation, role, validForMs: 3_600_000 }))
  const identity = { organisation, displayName: organisation, identityKey: signer.publicKey }
  granted(await served.portFor('', 'anyone', signer).enrol({ ...identity, invitation: code }))
  return { organisation, port: served.portFor(organisation, role, signer), signer }
}

/** Posts a bounty of the buyer's with these terms, and uploads the test set that they name. */
export async function postBounty(
  { port, signer }: Member,
  checked: BountyTerms,
  testSet: Uint8Array,
): Promise<BountyId> {
  granted(await port.uploadBlob(testSet))
  const terms = encodeTerms(checked)
  const nonce = systemRandom.bytes(16)
  const bountyId = bountyIdOf(terms, signer.publicKey, nonce)
  const signature = signer.sign(termsSigningBytes(bountyId, terms))
  granted(await port.postBounty({ terms, nonce, signature, draft: false }))
  return bountyId
}
