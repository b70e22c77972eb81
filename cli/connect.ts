/** From options and profile to an open port: who speaks, to whom, and how the line is protected. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fromHex, type Identity, type Signer, toHex } from '../aggregation/index.ts'
import {
  type ClientTls,
  type GrpcPort,
  type KeyRing,
  openGrpcPort,
  openKeyRing,
  openSigners,
  type PortSigner,
  type ShownApiKey,
  settleRing,
} from '../client/connection.ts'
import type { Answer } from '../protos/reasons.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { CoordinatorDescription } from '../protos/types.ts'
import { askCode } from './code-prompt.ts'
import { RefusedError, UsageError } from './errors.ts'
import { type ConnectionOptions, isLoopback, type KeyOptions, readAddress } from './options.ts'
import { readPassphrase } from './passphrase.ts'
import { homeOf, keystoreFileOf, type Profile, readProfile } from './profile.ts'
import type { World } from './world.ts'

/** The value, or the refusal thrown as an error for people. */
export function taken<T>(answer: Answer<T>): T {
  if (answer.kind === 'granted') return answer.value
  throw new RefusedError(answer)
}

export interface Holder {
  readonly home: string
  readonly profile: Profile
  readonly keystoreFile: string
  readonly ring: KeyRing
  /** Signs as the ring's present key. */
  readonly identity: Identity
}

/** Opens the keystore that the options and the profile name. */
export async function openIdentity(options: KeyOptions, world: World): Promise<Holder> {
  const home = homeOf(options.home, world)
  const profile = await readProfile(home)
  const keystoreFile = keystoreFileOf(options, home, profile, world)
  const passphrase = await readPassphrase(options, world, keystoreFile)
  const ring = openKeyRing(keystoreFile, passphrase, openSigners({ env: world.env }))
  return { home, profile, keystoreFile, ring, identity: ring.identity }
}

export interface TlsFiles {
  readonly ca: string
  readonly certificate?: string
  readonly key?: string
}

/** Where the coordinator is and how to reach it, all settled. */
export interface Target {
  readonly address: string
  readonly environment: string
  readonly tls: TlsFiles | undefined
  /** Hex; undefined before the first contact. */
  readonly coordinatorKey: string | undefined
}

/** What the options say, else the profile. Throws `UsageError` when there is no coordinator, or no TLS off loopback. */
export function targetOf(options: ConnectionOptions, home: string, profile: Profile, world: World): Target {
  const address = options.coordinator ?? world.env.PARLEY_COORDINATOR ?? profile.coordinator
  if (address === undefined) {
    throw new UsageError('no coordinator is named: enrol with one, or give --coordinator HOST:PORT')
  }
  const tls = tlsFilesOf(options, home, profile)
  if (tls === undefined && !isLoopback(readHost(address))) {
    throw new UsageError(
      `${address} is not on this machine and no --ca is given: beyond loopback only TLS is spoken; ` +
        'name the PEM file of the authority that signed its certificate',
    )
  }
  // A pinned key belongs to one address: a coordinator somewhere else has to be named with its own key.
  const pinned = address === profile.coordinator ? profile.coordinatorKey : undefined
  return {
    address,
    environment: options.environment ?? profile.environment ?? 'dev',
    tls,
    coordinatorKey: options.coordinatorKey ?? pinned,
  }
}

function readHost(address: string): string {
  try {
    return readAddress(address).host
  } catch {
    throw new UsageError(`"${address}" names no coordinator: write HOST:PORT, such as 127.0.0.1:7443`)
  }
}

function tlsFilesOf(options: ConnectionOptions, home: string, profile: Profile): TlsFiles | undefined {
  const at = (file: string | undefined) => (file === undefined ? undefined : path.resolve(home, file))
  const ca = options.ca ?? at(profile.tls?.ca)
  const certificate = options.certificate ?? at(profile.tls?.certificate)
  const key = options.key ?? at(profile.tls?.key)
  if ((certificate === undefined) !== (key === undefined)) {
    throw new UsageError('--certificate and --key belong together: give both, or neither')
  }
  if (ca === undefined) {
    if (certificate !== undefined) throw new UsageError('--certificate needs --ca: TLS checks both sides')
    return undefined
  }
  return { ca, ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) }
}

/** A port that signs as `signer`, or shows an API key. With no key of the coordinator known it can only ask who is there. */
export async function openPort(
  target: Target,
  signer: PortSigner | ShownApiKey,
  world: World,
  onKeyEnds?: (endsAtMs: number) => void,
): Promise<GrpcPort> {
  const { tls, coordinatorKey } = target
  return openGrpcPort({
    address: target.address,
    ...(tls === undefined ? {} : { tls: await readTls(tls) }),
    ...('apiKey' in signer ? signer : { signer }),
    ...(onKeyEnds === undefined ? {} : { onKeyEnds }),
    environment: target.environment,
    audience: coordinatorKey ?? '',
    ...(coordinatorKey === undefined ? {} : { pinnedCoordinatorKey: fromHex(coordinatorKey) }),
    clock: { nowMs: world.nowMs },
    random: world.random,
    askCode: why => askCode(world, why),
    onWaiting: ({ transactionId }) =>
      void world.stderr.write(
        `Another person has to approve this: parley approvals approve ${toHex(transactionId)}\nWaiting; it may be broken off, and the same command then goes on.\n`,
      ),
  })
}

/** The texts in the files. */
export async function readTls({ ca, certificate, key }: TlsFiles): Promise<ClientTls> {
  const pem = (file: string) => readFile(file, 'utf8')
  return {
    ca: await pem(ca),
    ...(certificate === undefined ? {} : { certificate: await pem(certificate) }),
    ...(key === undefined ? {} : { key: await pem(key) }),
  }
}

export interface Connection extends Holder {
  readonly port: CoordinatorPort
  /** Calls from now on show another certificate. */
  readonly reloadTls: GrpcPort['reloadTls']
  readonly target: Target & { readonly coordinatorKey: string }
}

/** What it takes to read. */
export type Reader = Pick<Connection, 'home' | 'profile' | 'port' | 'target'>

/** For commands that only read: with the API key in PARLEY_API_KEY where there is one, which needs no keystore; else signed. */
export async function withReader<T>(
  options: ConnectionOptions,
  world: World,
  use: (reader: Reader) => Promise<T>,
): Promise<T> {
  const apiKey = world.env.PARLEY_API_KEY
  if (apiKey === undefined || apiKey === '') return withConnection(options, world, use)
  const home = homeOf(options.home, world)
  const profile = await readProfile(home)
  const target = pinned(targetOf(options, home, profile, world))
  const port = await openPort(target, { apiKey: apiKey.trim() }, world)
  try {
    return await use({ home, profile, port, target })
  } finally {
    await port.close()
  }
}

/** Throws `UsageError` where the coordinator's key is not known. */
function pinned(target: Target): Connection['target'] {
  const { coordinatorKey } = target
  if (coordinatorKey !== undefined) return { ...target, coordinatorKey }
  throw new UsageError(
    `the identity key of ${target.address} is not known here: enrol first (\`parley enroll\` pins it), ` +
      'or give --coordinator-key',
  )
}

/** Opens keystore and port, runs `use`, closes the port. */
export async function withConnection<T>(
  options: ConnectionOptions,
  world: World,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const holder = await openIdentity(options, world)
  const known = pinned(targetOf(options, holder.home, holder.profile, world))
  const { ring } = holder
  let endsAtMs: number | undefined
  const port = await openPort(known, ring.current, world, told => {
    endsAtMs = told
  })
  try {
    // What an earlier rotation left half done is ended first: the old key may be near its end.
    if (ring.next() !== undefined) await settleRing({ ring, port })
    const used = await use({ ...holder, port, reloadTls: port.reloadTls, target: known })
    if (endsAtMs !== undefined) warnOfEnd(endsAtMs, world)
    return used
  } finally {
    await port.close()
  }
}

/** On stderr, so that it is in nobody's way. */
function warnOfEnd(endsAtMs: number, world: World): void {
  const end = new Date(endsAtMs).toISOString().slice(0, 10)
  world.stderr.write(`The key of this home ends on ${end}; run \`parley keys rotate\` before.\n`)
}

/** Asks the coordinator who it is, and holds it to the key that is expected, if one is. */
export async function firstContact(
  target: Target,
  signer: Signer,
  world: World,
): Promise<CoordinatorDescription> {
  const port = await openPort({ ...target, coordinatorKey: undefined }, signer, world)
  try {
    const description = taken(await port.describe({}))
    const found = toHex(description.identityKey)
    if (target.coordinatorKey !== undefined && target.coordinatorKey !== found) {
      throw new UsageError(
        `${target.address} shows the identity key ${found}, and ${target.coordinatorKey} was expected: ` +
          'this is another coordinator; ask its operator before going on',
      )
    }
    return description
  } finally {
    await port.close()
  }
}
