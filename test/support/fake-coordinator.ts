/** A coordinator of a few lines for tests of what lies before it, and a door that checks signatures and nonces. */
import { generateSigner, openSha256, sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import type { Door } from '../../coordinator/grpc/index.ts'
import {
  type Answer,
  type Caller,
  type CoordinatorService,
  type Destination,
  granted,
  keyIdOf,
  operations,
  type ParleyEvent,
  type RequestSignature,
  type Role,
  refused,
  type UploadSink,
  verifyRequest,
} from '../../protos/index.ts'

/** Called for an operation that the test gives no behaviour. */
function notPartOfThisTest(name: string) {
  return async () => refused('unavailable', `${name} is no part of this test`)
}

/** A service of the given operations; the others refuse. */
export function fakeService(behaviour: Partial<CoordinatorService>): CoordinatorService {
  const others = Object.fromEntries(Object.keys(operations).map(name => [name, notPartOfThisTest(name)]))
  return { ...others, ...letIn, ...behaviour } as unknown as CoordinatorService
}

/** Any challenge, and a session and a transaction for whoever asks. */
const letIn: Pick<CoordinatorService, 'getSessionChallenge' | 'beginSession' | 'requestTransaction'> = {
  requestTransaction: async (_caller, { method, request }) =>
    granted({
      ...{ transactionId: new Uint8Array(16).fill(2), method, request, organisation: 'north-hospital' },
      ...{ role: 'holder', state: 'good', requestedAtMs: 1, endsAtMs: 2, approvedBy: '' },
    }),
  getSessionChallenge: async () => granted({ challenge: new Uint8Array(56) }),
  beginSession: async () => granted({ sessionId: new Uint8Array(16).fill(1), lastsMs: 600_000 }),
}

/** Blobs in memory; what was abandoned is counted. */
export function fakeBlobs() {
  const kept = new Map<string, Uint8Array>()
  const blobs = {
    kept,
    abandoned: 0,
    writes: [] as number[],
    async uploadBlob(
      _caller: Caller,
      header: { sha256: Uint8Array; size: number },
    ): Promise<Answer<UploadSink<{ sha256: Uint8Array; size: number }>>> {
      const pieces: Uint8Array[] = []
      const hasher = openSha256()
      return granted({
        async write(data: Uint8Array) {
          pieces.push(data)
          hasher.update(data)
          blobs.writes.push(data.length)
          return granted({})
        },
        async finish() {
          const digest = hasher.digest()
          if (toHex(digest) !== toHex(header.sha256)) return refused('blob-mismatch', 'these are other bytes')
          kept.set(toHex(digest), Buffer.concat(pieces))
          return granted({ sha256: digest, size: header.size })
        },
        async abandon() {
          blobs.abandoned++
        },
      })
    },
    async downloadBlob(_caller: Caller, request: { sha256: Uint8Array }) {
      const bytes = kept.get(toHex(request.sha256))
      if (bytes === undefined) return refused('not-found', 'there is no such blob')
      return granted(oneByOne([bytes.subarray(0, 3), bytes.subarray(3)]))
    },
  }
  return blobs
}

async function* oneByOne<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Events from 1 until the signal aborts; `sent` tells how far it came. */
export function fakeWatch(last: number) {
  const state = { sent: 0, ended: false }
  async function* events(after: number, signal: AbortSignal): AsyncGenerator<ParleyEvent> {
    try {
      for (let sequence = after + 1; sequence <= last; sequence++) {
        yield { sequence, atMs: 5, kind: 'model-evaluated', correct: 0, total: 10 }
        state.sent = sequence
      }
      if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve))
    } finally {
      state.ended = true
    }
  }
  const watch: CoordinatorService['watch'] = async (_caller, request, signal) =>
    granted(events(request.after, signal))
  return { state, watch }
}

export interface FakeDoor extends Door {
  readonly seen: { readonly method: string; readonly fingerprint: string | undefined }[]
}

/** Admits whoever signed for `own` under a fresh nonce, in the role given. */
export function fakeDoor(own: Destination, publicKey: Uint8Array, role: Role): FakeDoor {
  const nonces = new Set<string>()
  const seen: FakeDoor['seen'][number][] = []
  return {
    seen,
    async admit({ method, signature, body, peerCertificateFingerprint: certificate }) {
      seen.push({ method, fingerprint: certificate && toHex(certificate) })
      const { path } = operations[method]
      if (toHex(keyIdOf(publicKey)) !== toHex(signature.keyId))
        return refused('unauthenticated', 'unknown key')
      if (!verifyRequest({ destination: own, path, body }, signature, publicKey)) {
        return refused('unauthenticated', 'bad signature')
      }
      if (nonces.has(toHex(signature.nonce))) return refused('unauthenticated', 'nonce used before')
      nonces.add(toHex(signature.nonce))
      return granted(callerOf(signature, publicKey, role))
    },
    admitByApiKey: async () => refused('unauthenticated', 'no API key is good here'),
    isStillGood: () => true,
    onKeyEnded: () => () => undefined,
  }
}

function callerOf(signature: RequestSignature, identityKey: Uint8Array, role: Role): Caller {
  return { organisation: 'north-hospital', role, identityKey, idempotencyKey: signature.idempotencyKey }
}

export const testSigner = generateSigner(systemRandom).signer
export const testDestination: Destination = { environment: 'test', audience: toHex(sha256(Uint8Array.of(7))) }
