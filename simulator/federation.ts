/**
 * A federation in one process: the coordinator of production without its doors, and ports for organisations that
 * enrol as they would over the network. For tests and experiments; the storage is the caller's, so a coordinator can
 * be closed and opened again on what it wrote.
 */
import { join } from 'node:path'
import {
  concat,
  generateSigner,
  type RandomSource,
  type Signer,
  sha256,
  systemRandom,
} from '../aggregation/index.ts'
import {
  type Coordinator,
  composeCoordinator,
  type Journal,
  openFileBlobs,
  type Parts,
  realWorld,
} from '../coordinator/index.ts'
import type { Storage } from '../coordinator/storage/index.ts'
import { type BackendName, openEvaluator } from '../learning/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { Role } from '../protos/types.ts'
import { inProcessPort } from './in-process-port.ts'

export interface FederationOptions {
  readonly folder: string
  readonly storage: Storage
  readonly signer: Signer
  readonly operator: Signer
  readonly silenceMs?: number
  /** On which models are evaluated; absent, the fastest that works. */
  readonly backend?: BackendName
  readonly journal?: Journal
  /** Of the noise that the coordinator adds to the sum of an attempt; absent, the system's. */
  readonly unsafeNoiseOf?: (place: NoisePlace) => RandomSource
}

/** Which attempt at which round. */
export interface NoisePlace {
  readonly round: number
  readonly attempt: number
}

export interface Federation {
  readonly coordinator: Coordinator
  readonly parts: Parts
  readonly operatorPort: CoordinatorPort
  /** Invites and enrols an organisation with a new key; its port and key. */
  enrol(
    organisation: string,
    role: Role,
  ): Promise<{ readonly port: CoordinatorPort; readonly signer: Signer }>
  /** The port of an organisation that is enrolled already. */
  portFor(organisation: string, role: Role | 'anyone', signer: Signer): CoordinatorPort
  /** Stops the coordinator; the storage stays open. */
  close(): Promise<void>
}

const noAnchor = { read: async () => null, write: async () => undefined }
const quiet: Journal = { info: () => undefined, warn: () => undefined, error: () => undefined }

export async function openFederation(options: FederationOptions): Promise<Federation> {
  const { folder, storage, signer, operator } = options
  const evaluator = openEvaluator(options.backend === undefined ? {} : { backend: options.backend })
  const { parts, coordinator } = await composeCoordinator({
    folder,
    storage,
    signer,
    // From the public key, so that a federation that is opened again finds its books sealed; a secret from nobody.
    sealing: { key: sha256(signer.publicKey), anchor: noAnchor },
    store: {
      key: sha256(concat(signer.publicKey, Uint8Array.of(1))),
      places: [await openFileBlobs(join(folder, 'blobs'))],
    },
    doorKeys: {
      challenges: sha256(concat(signer.publicKey, Uint8Array.of(2))),
      secondFactors: sha256(concat(signer.publicKey, Uint8Array.of(3))),
    },
    operatorKey: operator.publicKey,
    evaluator,
    world: realWorld(systemRandom),
    journal: options.journal ?? quiet,
    name: 'simulation',
    environment: 'dev',
    certificateFingerprint: new Uint8Array(32),
    silenceMs: options.silenceMs ?? 2_000,
    ...(options.unsafeNoiseOf === undefined ? {} : { unsafeNoiseOf: options.unsafeNoiseOf }),
  })
  const portFor = (organisation: string, role: Role | 'anyone', key: Signer) =>
    inProcessPort(coordinator, { organisation, role, identityKey: key.publicKey, idempotencyKey: '' })
  const operatorPort = portFor('operator', 'operator', operator)
  return {
    coordinator,
    parts,
    operatorPort,
    portFor,
    async enrol(organisation, role) {
      const key = generateSigner(systemRandom).signer
      const invited = await operatorPort.invite({ organisation, role, validForMs: 3_600_000 })
      if (invited.kind === 'refused') throw new Error(`${organisation} cannot be invited: ${invited.message}`)
      const enrolled = await portFor('', 'anyone', key).enrol({
        invitation: invited.value.code,
        organisation,
        displayName: organisation,
        identityKey: key.publicKey,
      })
      if (enrolled.kind === 'refused') throw new Error(`${organisation} cannot enrol: ${enrolled.message}`)
      return { port: portFor(organisation, role, key), signer: key }
    },
    async close() {
      await coordinator.close()
      await evaluator.close()
    },
  }
}
