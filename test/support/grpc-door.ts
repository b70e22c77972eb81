/** Real gRPC on loopback before a federation of this process, for one of its members. */
import type { ExecutionContext } from 'ava'
import { systemRandom, toHex } from '../../aggregation/index.ts'
import {
  type GrpcPortOptions,
  openGrpcPort,
  type PortSigner,
  type ShownApiKey,
  systemClock,
} from '../../client/index.ts'
import { signatureWindowMs } from '../../coordinator/auth/clock-window.ts'
import { openDoor } from '../../coordinator/auth/door.ts'
import { openNonces } from '../../coordinator/auth/nonces.ts'
import { openGrpcServer } from '../../coordinator/grpc/index.ts'
import type { CoordinatorPort, CoordinatorService } from '../../protos/service.ts'
import { watchOf } from './door-watch.ts'
import type { Cast } from './small-federation.ts'

/** The answer opens a port that signs as its signer, or as whichever it is told before each call. */
export async function openGrpcDoor(
  t: ExecutionContext,
  { federation: { parts, coordinator }, coordinatorSigner }: Cast,
  /** In the place of the coordinator's own operations. */
  instead: Partial<CoordinatorService> = {},
): Promise<(signer: PortSigner | ShownApiKey, more?: Partial<GrpcPortOptions>) => CoordinatorPort> {
  const audience = toHex(coordinatorSigner.publicKey)
  const { members, world, storage } = parts
  const nonces = openNonces(storage, world, signatureWindowMs)
  const door = openDoor({ members, nonces, world, watch: watchOf(), environment: 'dev', audience })
  const server = await openGrpcServer({
    listen: '127.0.0.1:0',
    service: { ...coordinator, ...instead },
    door,
    random: systemRandom,
  })
  const ports: CoordinatorPort[] = []
  t.teardown(async () => {
    await Promise.all(ports.map(port => port.close()))
    await server.close(200)
    nonces.close()
  })
  return (signer, more = {}) => {
    const port = openGrpcPort({
      address: server.address,
      ...('apiKey' in signer ? signer : { signer }),
      environment: 'dev',
      audience,
      clock: systemClock,
      random: systemRandom,
      ...more,
    })
    ports.push(port)
    return port
  }
}
