/** Who calls in a drill: members with homes of their own, whose keys lie on the disk as those of any home do. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { sha256, toHex } from '../../aggregation/index.ts'
import {
  type ClientTls,
  createKeystore,
  type KeyRing,
  openGrpcPort,
  openKeyRing,
  systemClock,
} from '../../client/index.ts'
import type { Answer } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { Role } from '../../protos/types.ts'
import { taken } from '../connect.ts'
import type { World } from '../world.ts'

/** Where a drill's coordinator is. */
export interface DrillPlace {
  readonly folder: string
  readonly address: string
  readonly audience: string
  readonly tls: ClientTls
}

export interface DrillMember {
  readonly organisation: string
  readonly role: Role
  readonly ring: KeyRing
  readonly port: CoordinatorPort
  /** A call that only reads. */
  read(): Promise<Answer<unknown>>
  /** A call that is written down, and may be made any number of times. */
  write(): Promise<Answer<unknown>>
}

export const drillEnvironment = 'dev'
export const drillPassphrase = 'a drill, on loopback'
/** The keys of a drill guard nothing. */
export const drillCost = { work: 2, blockSize: 1, parallelism: 1 }

/** A port that signs as the ring does at each call. */
export function drillPort(
  { address, audience, tls }: DrillPlace,
  ring: KeyRing,
  world: World,
): CoordinatorPort {
  return openGrpcPort({
    address,
    tls,
    signer: ring.current,
    environment: drillEnvironment,
    audience,
    clock: systemClock,
    random: world.random,
  })
}

/** The operator, whose keystore the coordinator made. */
export function operatorOf(place: DrillPlace, keystore: string, world: World): DrillMember {
  const ring = openKeyRing(keystore, drillPassphrase)
  const port = drillPort(place, ring, world)
  const deposit = () =>
    port.deposit(
      { organisation: 'buyer-1', amountUnits: 1n, memo: 'drill' },
      { idempotencyKey: toHex(world.random.bytes(16)) },
    )
  return { organisation: 'operator', role: 'operator', ring, port, read: readWith(port), write: deposit }
}

/** Invites and enrols a member. */
export async function enrolMember(
  place: DrillPlace,
  operator: DrillMember,
  organisation: string,
  role: Role,
  world: World,
): Promise<DrillMember> {
  const home = path.join(place.folder, organisation)
  await mkdir(home, { recursive: true, mode: 0o700 })
  const keystore = path.join(home, 'keystore.json')
  createKeystore(keystore, {
    passphrase: drillPassphrase,
    description: organisation,
    random: world.random,
    cost: drillCost,
  })
  const ring = openKeyRing(keystore, drillPassphrase)
  const port = drillPort(place, ring, world)
  const { code } = taken(await operator.port.invite({ organisation, role, validForMs: 3_600_000 }))
  const enrol = () =>
    port.enrol({
      invitation: code,
      organisation,
      displayName: organisation,
      identityKey: ring.current().signer.publicKey,
    })
  taken(await enrol())
  const bytes = sha256(world.random.bytes(16))
  // Enrolling again, as who one is, is answered as the first time; its nonce is written down like any other.
  const write = role === 'buyer' ? () => port.uploadBlob(bytes) : enrol
  return { organisation, role, ring, port, read: readWith(port), write }
}

function readWith(port: CoordinatorPort): () => Promise<Answer<unknown>> {
  const reads = [
    () => port.getBalances({ organisation: '' }),
    () => port.getRegistry({}),
    () => port.getCheckpoint({}),
    () => port.listKeys({ organisation: '' }),
  ]
  let turn = 0
  return () => reads[turn++ % reads.length]!()
}
