/** A door as a coordinator has it over one database, a member that signs, and sessions of that member. */
import { generateSigner, type Signer, sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import { type Audit, openAudit } from '../../coordinator/audit/index.ts'
import { signatureWindowMs } from '../../coordinator/auth/clock-window.ts'
import { openDetectors } from '../../coordinator/auth/detectors.ts'
import { openDoor } from '../../coordinator/auth/door.ts'
import { type DoorWatch, openDoorWatch } from '../../coordinator/auth/door-watch.ts'
import { openMembers } from '../../coordinator/auth/members.ts'
import { type Nonces, openNonces } from '../../coordinator/auth/nonces.ts'
import type { Door, DoorRequest } from '../../coordinator/grpc/index.ts'
import { realWorld } from '../../coordinator/index.ts'
import { createLedger } from '../../coordinator/ledger/index.ts'
import { createLog } from '../../coordinator/log/index.ts'
import { createMetrics } from '../../coordinator/metrics/index.ts'
import { addSession, type Storage } from '../../coordinator/storage/index.ts'
import {
  type Destination,
  keyIdOf,
  type OperationName,
  operations,
  type SessionPlace,
  signRequest,
} from '../../protos/index.ts'

export interface AuthParts {
  readonly door: Door
  readonly watch: DoorWatch
  readonly nonces: Nonces
  readonly audit: Audit
  readonly destination: Destination
  /** Of the one member. */
  readonly signer: Signer
  /** A request of the member, signed now. */
  signed(method: OperationName, body: Uint8Array): DoorRequest
  /** The next number in one of its sessions, by turns. */
  nextPlace(): SessionPlace
  close(): Promise<void>
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const sessionCount = 16
const dayMs = 24 * 3_600_000

export async function openAuthParts(storage: Storage): Promise<AuthParts> {
  const world = realWorld(systemRandom)
  const sealKey = sha256(new Uint8Array(1))
  const ledger = createLedger(world, sealKey)
  await storage.transaction(tx => ledger.openAsset(tx, { id: 'credit', scale: 0 }))
  const coordinator = generateSigner(systemRandom).signer
  const { signer } = generateSigner(systemRandom)
  const members = await openMembers(storage, ledger, coordinator, world)
  const member = { organisation: 'holder', displayName: 'holder', role: 'holder' } as const
  await members.install({ ...member, identityKey: signer.publicKey, enrolledAtMs: world.nowMs() })
  const log = createLog({ signer: coordinator, origin: 'bench.example/log', sealKey })
  const audit = openAudit({ storage, log, world, journal: silent })
  const nonces = openNonces(storage, world, signatureWindowMs, audit)
  const standing = { bountiesByState: new Map(), membersByRole: new Map(), logLeaves: 0, openAttempts: 0 }
  const watch = openDoorWatch({
    ...{ audit, world, journal: silent, addressKey: sealKey, events: { publish: () => undefined } },
    metrics: createMetrics({ version: 'bench', standing: async () => standing }),
    detectors: openDetectors({ windowMs: signatureWindowMs }),
  })
  const destination: Destination = { environment: 'dev', audience: toHex(coordinator.publicKey) }
  const nextPlace = await openSessions(storage, signer)
  return {
    ...{ watch, nonces, audit, destination, signer, nextPlace },
    door: openDoor({ members, nonces, world, watch, ...destination }),
    signed(method, body) {
      const { path, needsSession } = operations[method]
      const unsigned = {
        ...{ destination, path, body, keyVersion: 1, idempotencyKey: '', showPublicKey: false },
        unixMs: world.nowMs(),
        ...(needsSession && { session: nextPlace() }),
      }
      const signature = signRequest(unsigned, signer, systemRandom)
      return { method, signature, body, address: '127.0.0.1' }
    },
    async close() {
      nonces.close()
      await audit.close()
    },
  }
}

/** Several, as several members at work have. */
async function openSessions(storage: Storage, { publicKey }: Signer): Promise<() => SessionPlace> {
  const sessions = Array.from({ length: sessionCount }, () => ({ id: systemRandom.bytes(16), sequence: 0 }))
  const endsAtMs = Date.now() + dayMs
  const keyId = toHex(keyIdOf(publicKey))
  await storage.transaction(async tx => {
    for (const { id } of sessions) await addSession(tx, { id: toHex(id), keyId, certificate: '', endsAtMs })
  })
  let turn = 0
  return () => {
    const session = sessions[turn++ % sessionCount]!
    session.sequence += 1
    return { sessionId: session.id, sequence: session.sequence }
  }
}
