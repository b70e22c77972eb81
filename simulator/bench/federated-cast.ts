/**
 * A coordinator with its gRPC door on loopback, a buyer and holders that enrol through it, all in this process: what
 * `parley bench training` compares with a plain loop. The coordinator's folder is thrown away.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSigner, openKeystore, type Signer, systemRandom, toHex } from '../../aggregation/index.ts'
import { openGrpcPort, systemClock } from '../../client/index.ts'
import { type Journal, openCoordinator, type RunningCoordinator } from '../../coordinator/index.ts'
import type { Answer } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { Role } from '../../protos/types.ts'

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

/** Opens everything, and gives the buyer `priceUnits`. */
export async function openFederatedCast(holders: number, priceUnits: bigint): Promise<FederatedCast> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const service = await openCoordinator({
    dataDir: join(folder, 'coordinator'),
    listen: '127.0.0.1:0',
    environment,
    name: 'bench',
    passphrase,
    journal: quiet,
  })
  const ports: CoordinatorPort[] = []
  const portFor = (signer: Signer) => {
    const port = openPort(service, signer)
    ports.push(port)
    return port
  }
  const operator = portFor(operatorSigner(service))
  const enrol = (organisation: string, role: Role) => enrolMember(operator, portFor, organisation, role)
  const buyer = await enrol('buyer', 'buyer')
  const deposit = { organisation: buyer.organisation, amountUnits: priceUnits, memo: '' }
  granted(await operator.deposit(deposit, { idempotencyKey: 'price' }))
  const members: Member[] = []
  for (let i = 1; i <= holders; i++) members.push(await enrol(`holder-${i}`, 'holder'))
  return {
    folder,
    coordinatorKey: service.identityKey,
    buyer,
    holders: members,
    close: async () => {
      await Promise.all(ports.map(port => port.close()))
      await service.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function openPort({ address, identityKey }: RunningCoordinator, signer: Signer): CoordinatorPort {
  const audience = toHex(identityKey)
  return openGrpcPort({ address, signer, environment, audience, clock: systemClock, random: systemRandom })
}

function operatorSigner({ operatorKeystorePath }: RunningCoordinator): Signer {
  const opened = openKeystore(readFileSync(operatorKeystorePath, 'utf8'), passphrase)
  if (opened.kind === 'refused') throw new Error(`the operator's key does not open: ${opened.detail}`)
  return opened.identity.signer
}

async function enrolMember(
  operator: CoordinatorPort,
  portFor: (signer: Signer) => CoordinatorPort,
  organisation: string,
  role: Role,
): Promise<Member> {
  const { signer } = generateSigner(systemRandom)
  const { code } = granted(await operator.invite({ organisation, role, validForMs: 3_600_000 }))
  const port = portFor(signer)
  const identity = { organisation, displayName: organisation, identityKey: signer.publicKey }
  granted(await port.enrol({ ...identity, invitation: code }))
  return { organisation, port, signer }
}
