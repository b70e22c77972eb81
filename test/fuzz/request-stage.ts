/** The edge and the door of a coordinator on loopback, members in every role in a database in memory, and behind them a service that refuses all. */
import { generateSigner, sha256, systemRandom, toHex, unsafeFixedRandom } from '../../aggregation/index.ts'
import { openRawLine, type RawAnswer, type RawRequest } from '../../client/index.ts'
import { signatureWindowMs } from '../../coordinator/auth/clock-window.ts'
import { openDetectors } from '../../coordinator/auth/detectors.ts'
import { openDoor } from '../../coordinator/auth/door.ts'
import { openDoorWatch } from '../../coordinator/auth/door-watch.ts'
import { openNonces } from '../../coordinator/auth/nonces.ts'
import { openGrpcServer } from '../../coordinator/grpc/index.ts'
import { type DoorCheck, realWorld } from '../../coordinator/index.ts'
import { createMetrics } from '../../coordinator/metrics/index.ts'
import { addSession } from '../../coordinator/storage/index.ts'
import { enrolEveryRole } from '../support/enrolled-roles.ts'
import { fakeService } from '../support/fake-coordinator.ts'
import { type FuzzCase, fuzzStartMs } from './request-cases.ts'
import type { FuzzCast } from './request-drafts.ts'

export interface RequestStage {
  readonly cast: FuzzCast
  /** Sets the clock, and makes what the case has there. */
  prepare(one: FuzzCase): Promise<void>
  send(request: RawRequest): Promise<SentRequest>
  close(): Promise<void>
}

export interface SentRequest {
  readonly answer: RawAnswer
  /** What the door made of it; absent where the edge did not take it there. */
  readonly outcome: 'admitted' | DoorCheck | undefined
  /** What the coordinator told its operator went wrong. */
  readonly failures: readonly string[]
}

export async function openRequestStage(seed: string): Promise<RequestStage> {
  const random = unsafeFixedRandom(`${seed} members`)
  let nowMs = fuzzStartMs
  const world = { ...realWorld(systemRandom), nowMs: () => nowMs }
  const { storage, members, signers } = await enrolEveryRole(random, world)
  const stranger = generateSigner(random).signer
  const destination = { environment: 'test', audience: toHex(random.bytes(32)) }
  let outcome: SentRequest['outcome']
  let failures: string[] = []
  const journal = {
    info: () => undefined,
    warn: () => undefined,
    error: (facts: object, text: string) => void failures.push(`${text} ${JSON.stringify(facts)}`),
  }
  const nonces = openNonces(storage, world, signatureWindowMs)
  const standing = {
    ...{ bountiesByState: new Map(), membersByRole: new Map(), logLeaves: 0, openAttempts: 0 },
  }
  const watch = openDoorWatch({
    audit: {
      record: async () => undefined,
      note: () => undefined,
      seal: async () => undefined,
      close: async () => undefined,
    },
    metrics: createMetrics({ version: '0', standing: async () => standing }),
    detectors: openDetectors({ windowMs: signatureWindowMs }),
    addressKey: random.bytes(32),
    journal,
    world,
    events: { publish: () => undefined },
    onJudged: (_, judged) => {
      outcome = judged
    },
  })
  const server = await openGrpcServer({
    listen: '127.0.0.1:0',
    service: fakeService({}),
    door: openDoor({ members, nonces, world, watch, ...destination }),
    random: systemRandom,
    journal,
  })
  const line = openRawLine(server.address)
  return {
    cast: {
      hands: [
        ...[...signers].map(([role, signer]) => ({ role, signer })),
        { role: 'stranger', signer: stranger },
      ],
      destination,
    },
    async prepare(one) {
      nowMs = one.nowMs
      if (one.sessions.length + one.transactions.length === 0) return
      await storage.transaction(async tx => {
        for (const { id, keyId } of one.sessions)
          await addSession(tx, { id, keyId, certificate: '', endsAtMs: nowMs + 60_000 })
        for (const { id, keyId, method, body } of one.transactions) {
          const untilMs = BigInt(nowMs + 60_000)
          const row = {
            ...{ id, key_id: keyId, organisation: 'of-fuzz', role: 'operator', method, approved_by: '' },
            ...{ needs_approval: false, approver_key_id: null },
            ...{ request: Buffer.from(body), request_hash: toHex(sha256(body)) },
            ...{
              requested_at_ms: BigInt(nowMs),
              waits_until_ms: untilMs,
              good_until_ms: untilMs,
              used_at_ms: 0n,
            },
          }
          await tx.insertInto('call_transaction').values(row).execute()
        }
      })
    },
    async send(request) {
      outcome = undefined
      failures = []
      const answer = await line.send(request)
      return { answer, outcome, failures }
    },
    async close() {
      line.close()
      await server.close(200)
      nonces.close()
      await storage.close()
    },
  }
}
