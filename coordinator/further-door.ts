/**
 * Another door over the same database, with a memory of its own: what it knows of keys it reads from the rows, as a second process
 * would. For drills that measure how soon a revocation is known there.
 */
import { type Signer, systemRandom, toHex } from '../aggregation/index.ts'
import type { CoordinatorService } from '../protos/service.ts'
import { signatureWindowMs } from './auth/clock-window.ts'
import { openDoor } from './auth/door.ts'
import type { DoorWatch } from './auth/door-watch.ts'
import { readEnvironment } from './auth/environment.ts'
import { watchKeys } from './auth/key-watch.ts'
import { openMembers } from './auth/members.ts'
import { openNonces } from './auth/nonces.ts'
import { type GrpcServer, openGrpcServer, type ServerTls } from './grpc/index.ts'
import type { Parts } from './parts.ts'
import type { Storage } from './storage/index.ts'

export interface FurtherDoor {
  readonly parts: Parts
  readonly service: CoordinatorService
  /** A connection of its own to the same database, or the coordinator's where that is embedded. */
  readonly storage: Storage
  readonly signer: Signer
  readonly environment: string
  readonly listen: string
  readonly tls: ServerTls | undefined
  readonly watch: DoorWatch
}

/** Opens it; closing it leaves the storage open. */
export async function openFurtherDoor(
  from: FurtherDoor,
): Promise<Pick<GrpcServer, 'address'> & { close(): Promise<void> }> {
  const { parts, storage, signer, service, environment, listen, tls, watch: doorWatch } = from
  const { world, journal, ledger, events } = parts
  const members = await openMembers(storage, ledger, signer, world, {
    policy: parts.members.keys.policy,
    environment: readEnvironment(environment),
  })
  const watch = watchKeys({ keys: members.keys, events, world, journal })
  const nonces = openNonces(storage, world, signatureWindowMs, parts.audit)
  const audience = toHex(signer.publicKey)
  const server = await openGrpcServer({
    listen,
    ...(tls === undefined ? {} : { tls }),
    service,
    door: openDoor({ members, nonces, world, watch: doorWatch, environment, audience }),
    random: systemRandom,
    journal,
  })
  return {
    address: server.address,
    async close() {
      await server.close(1_000)
      nonces.close()
      await watch.close()
    },
  }
}
