/** Both edges of gRPC, over real sockets on loopback. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect } from 'node:tls'
import { ChannelCredentials, Client, Metadata, type ServiceError } from '@grpc/grpc-js'
import test from 'ava'
import { service as healthService } from 'grpc-health-check'
import { generateSigner, sha256, systemRandom, toHex } from '../../../aggregation/index.ts'
import { type GrpcPortOptions, openGrpcPort } from '../../../client/grpc-coordinator-port.ts'
import { GrpcPortError, type GrpcServerOptions, openGrpcServer } from '../../../coordinator/grpc/index.ts'
import {
  type Answer,
  blobPartCodec,
  bountyRequestCodec,
  type CoordinatorService,
  chunkOf,
  type Destination,
  endOf,
  granted,
  grpcStatus,
  maskedInputPartCodec,
  type OperationName,
  openStreamProof,
  operations,
  PlaintextError,
  protoServices,
  refusalCodec,
  refused,
  requestSignatureCodec,
  type StreamChunk,
  type StreamEnd,
  type StreamProof,
  signRequest,
} from '../../../protos/index.ts'
import { testAuthority } from '../../support/certificates.ts'
import {
  fakeBlobs,
  fakeDoor,
  fakeService,
  fakeWatch,
  testDestination,
  testSigner,
} from '../../support/fake-coordinator.ts'

const authority = testAuthority()

interface Setting {
  readonly service?: Partial<CoordinatorService>
  readonly server?: Partial<GrpcServerOptions>
  readonly port?: Partial<GrpcPortOptions>
}

async function open(t: { teardown(close: () => Promise<void>): void }, setting: Setting = {}) {
  const { ca, server: tls } = await authority
  const door = fakeDoor(testDestination, testSigner.publicKey, 'holder')
  const server = await openGrpcServer({
    listen: '127.0.0.1:0',
    tls,
    service: fakeService(setting.service ?? {}),
    door,
    random: systemRandom,
    ...setting.server,
  })
  const port = openGrpcPort({
    address: server.address,
    tls: { ca },
    signer: testSigner,
    ...testDestination,
    clock: { nowMs: () => Date.now() },
    random: systemRandom,
    ...setting.port,
  })
  t.teardown(async () => {
    await port.close()
    await server.close(200)
  })
  return { server, port, door, ca }
}

const bountyId = '5e'.repeat(32)
const attempt = { bountyId, round: 3, attempt: 2, group: 1 }

function value<T>(answer: Answer<T>): T {
  if (answer.kind === 'granted') return answer.value
  throw new Error(`${answer.reason}: ${answer.message}`)
}

test('a signed call reaches the service with its caller and comes back', async t => {
  const { port } = await open(t, {
    service: {
      async getBalances(caller, request) {
        const account = `${caller.organisation}/${request.organisation}/${caller.idempotencyKey}`
        return granted({
          balances: [{ account, asset: 'credit', postedUnits: -(2n ** 90n), heldUnits: 0n }],
        })
      },
    },
  })
  const answer = await port.getBalances({ organisation: 'clinic' }, { idempotencyKey: 'once' })
  t.deepEqual(value(answer).balances, [
    { account: 'north-hospital/clinic/once', asset: 'credit', postedUnits: -(2n ** 90n), heldUnits: 0n },
  ])
})

test('a holder declines over the wire, and the service sees who and why', async t => {
  const { port } = await open(t, {
    service: {
      declineBounty: async ({ organisation }, { reason }) =>
        granted({ organisation, reason, round: 4, atMs: 2 ** 41 }),
    },
  })
  const told = value(await port.declineBounty({ bountyId, reason: 'privacy-budget-spent' }))
  t.deepEqual(told, {
    organisation: 'north-hospital',
    reason: 'privacy-budget-spent',
    round: 4,
    atMs: 2 ** 41,
  })
  const unheard = { bountyId, reason: 'too-tired' as 'policy' }
  t.like(await port.declineBounty(unheard), { kind: 'refused', reason: 'malformed', field: 'reason' })
})

test('a refusal comes back as it was given, with reason, field and culprit', async t => {
  const refusal = refused('too-late', 'the stage “share” is over', { field: 'attempt', culprit: 'clinic' })
  const { port } = await open(t, { service: { reportProgress: async () => refusal } })
  t.deepEqual(await port.reportProgress({ attempt, stage: 'share', permille: 20 }), refusal)
})

test('what a service throws is told to the operator, and to the caller only as a number', async t => {
  const told: object[] = []
  const quiet = () => undefined
  const { port } = await open(t, {
    service: {
      async audit() {
        throw new Error('the secret is swordfish')
      },
    },
    server: { journal: { info: quiet, warn: quiet, error: facts => told.push(facts) } },
  })
  const answer = await port.audit({})
  if (answer.kind !== 'refused') return t.fail()
  t.is(answer.reason, 'internal')
  t.notRegex(answer.message, /swordfish/)
  const { incident, error } = told[0] as { incident: string; error: Error }
  t.true(answer.message.includes(incident))
  t.is(error.message, 'the secret is swordfish')
})

test('a request that its message cannot carry never leaves, and names its field', async t => {
  const { port, door } = await open(t)
  const answer = await port.getBounty({ bountyId: 'x' })
  t.like(answer, { kind: 'refused', reason: 'malformed', field: 'bountyId' })
  t.is(door.seen.length, 0)
})

// A plain client sends the host as TLS's server name, which cannot be a number.
function byName(address: string): string {
  return address.replace('127.0.0.1', 'localhost')
}

/** A call made by hand, so that its parts can be wrong; resolves with the status and the refusal. */
async function rawCall(
  t: { teardown(close: () => void): void },
  address: string,
  name: OperationName,
  body: Uint8Array,
  signature: Uint8Array | undefined,
  deadline = true,
) {
  const { ca } = await authority
  const client = new Client(byName(address), ChannelCredentials.createSsl(Buffer.from(ca)))
  t.teardown(() => client.close())
  const metadata = new Metadata()
  if (signature !== undefined) metadata.set('parley-signature-bin', Buffer.from(signature))
  const options = deadline ? { deadline: Date.now() + 20_000 } : {}
  const same = (bytes: Buffer) => bytes
  const error = await new Promise<ServiceError | null>(resolve => {
    client.makeUnaryRequest(operations[name].path, same, same, Buffer.from(body), metadata, options, resolve)
  })
  const [entry] = error?.metadata.get('parley-refusal-bin') ?? []
  const refusal = entry === undefined ? undefined : refusalCodec.decode(entry as Buffer)
  return { code: error?.code ?? grpcStatus.ok, refusal }
}

function signatureFor(
  name: OperationName,
  body: Uint8Array,
  destination: Destination = testDestination,
): Uint8Array {
  const request = {
    destination,
    path: operations[name].path,
    body,
    keyVersion: 1,
    unixMs: Date.now(),
    idempotencyKey: '',
    showPublicKey: false,
  }
  return requestSignatureCodec.encode(signRequest(request, testSigner, systemRandom))
}

const body = bountyRequestCodec.encode({ bountyId })
const served = { getBounty: async () => refused('not-found', 'reached the service') } as const

test('a signature holds for its bytes, its method and its coordinator, and for one call', async t => {
  const { server } = await open(t, { service: { ...served, leaveBounty: served.getBounty } })
  const call = (name: OperationName, bytes: Uint8Array, signature: Uint8Array | undefined) =>
    rawCall(t, server.address, name, bytes, signature)

  const first = signatureFor('getBounty', body)
  t.is((await call('getBounty', body, first)).refusal?.reason, 'not-found')
  t.is((await call('getBounty', body, first)).refusal?.message, 'nonce used before')

  const altered = body.slice()
  altered[10]! ^= 1
  t.is((await call('getBounty', altered, signatureFor('getBounty', body))).refusal?.message, 'bad signature')
  t.is((await call('leaveBounty', body, signatureFor('getBounty', body))).refusal?.message, 'bad signature')
  const elsewhere = signatureFor('getBounty', body, { ...testDestination, audience: 'ab'.repeat(32) })
  t.is((await call('getBounty', body, elsewhere)).refusal?.message, 'bad signature')
  const live = signatureFor('getBounty', body, { ...testDestination, environment: 'live' })
  t.is((await call('getBounty', body, live)).refusal?.message, 'bad signature')
  t.like(await call('getBounty', body, undefined), {
    code: grpcStatus.unauthenticated,
    refusal: { reason: 'unauthenticated' },
  })
})

test('the same message in another spelling has another signature', async t => {
  const { server } = await open(t, { service: served })
  // An unknown field at the end: every decoder reads the same request.
  const other = Buffer.concat([body, Buffer.from([0x78, 0x01])])
  t.deepEqual(bountyRequestCodec.decode(other), { bountyId })
  const answer = await rawCall(t, server.address, 'getBounty', other, signatureFor('getBounty', body))
  t.is(answer.refusal?.message, 'bad signature')
  const own = await rawCall(t, server.address, 'getBounty', other, signatureFor('getBounty', other))
  t.is(own.refusal?.reason, 'not-found')
})

test('a request is measured before the door and decoded after it', async t => {
  const { server, door } = await open(t, { service: served })
  const large = Buffer.alloc(17 * 1024)
  const measured = await rawCall(t, server.address, 'getBounty', large, signatureFor('getBounty', large))
  t.is(measured.refusal?.reason, 'too-large')
  t.is(door.seen.length, 0)
  const short = Buffer.from([0x0a, 0x02, 1, 2])
  const unsigned = await rawCall(t, server.address, 'getBounty', short, signatureFor('getBounty', body))
  t.is(unsigned.refusal?.reason, 'unauthenticated')
  const decoded = await rawCall(t, server.address, 'getBounty', short, signatureFor('getBounty', short))
  t.like(decoded.refusal, { reason: 'malformed', field: 'bountyId' })
})

test('a call without a deadline is refused', async t => {
  const { server } = await open(t, { service: served })
  const answer = await rawCall(t, server.address, 'getBounty', body, signatureFor('getBounty', body), false)
  t.is(answer.refusal?.reason, 'malformed')
})

test('an answer that is too large to travel is a refusal that says so', async t => {
  const leaf = { index: 1, body: Buffer.alloc(3 * 1024 * 1024) }
  const { port } = await open(t, {
    service: { getLeaves: async (_, { limit }) => granted({ leaves: Array(limit).fill(leaf) }) },
  })
  t.is(value(await port.getLeaves({ start: 0, limit: 2 })).leaves.length, 2)
  t.like(await port.getLeaves({ start: 0, limit: 3 }), { kind: 'refused', reason: 'too-large' })
})

test('a large blob goes up and comes down, in pieces', async t => {
  const blobs = fakeBlobs()
  const { port } = await open(t, {
    service: { uploadBlob: blobs.uploadBlob, downloadBlob: blobs.downloadBlob },
  })
  const bytes = Buffer.alloc(20 * 1024 * 1024 + 7, 'parley and its blobs ')
  const receipt = value(await port.uploadBlob(bytes))
  t.deepEqual(receipt, { sha256: sha256(bytes), size: bytes.length })
  t.is(blobs.writes.length, 41)
  const back = value(await port.downloadBlob({ sha256: receipt.sha256 }))
  t.true(bytes.equals(back))
  t.like(await port.downloadBlob({ sha256: sha256(Uint8Array.of(1)) }), { reason: 'not-found' })
})

test('an empty blob is a blob', async t => {
  const blobs = fakeBlobs()
  const { port } = await open(t, {
    service: { uploadBlob: blobs.uploadBlob, downloadBlob: blobs.downloadBlob },
  })
  const { sha256: hash } = value(await port.uploadBlob(new Uint8Array()))
  t.is(value(await port.downloadBlob({ sha256: hash })).length, 0)
})

test('bytes that are not those asked for are refused by whoever asked', async t => {
  const blobs = fakeBlobs()
  const { port } = await open(t, { service: { downloadBlob: blobs.downloadBlob } })
  const wanted = sha256(Uint8Array.of(1, 2, 3, 4))
  blobs.kept.set(toHex(wanted), Buffer.from([1, 2, 3, 5]))
  t.like(await port.downloadBlob({ sha256: wanted }), { reason: 'blob-mismatch', culprit: 'coordinator' })
})

test('an upload that is refused at its opening ends early with the reason', async t => {
  const full = refused('insufficient-funds', 'no room for blobs', { field: 'size' })
  const { port } = await open(t, { service: { uploadBlob: async () => full } })
  t.deepEqual(await port.uploadBlob(Buffer.alloc(30 * 1024 * 1024)), full)
})

test('an upload that is refused in its middle is abandoned once', async t => {
  let abandoned = 0
  let written = 0
  const { port } = await open(t, {
    service: {
      uploadBlob: async () =>
        granted({
          write: async () => (++written < 3 ? granted({}) : refused('too-large', 'enough')),
          finish: async () => refused('internal', 'never finished'),
          abandon: async () => {
            abandoned++
          },
        }),
    },
  })
  t.like(await port.uploadBlob(Buffer.alloc(30 * 1024 * 1024)), { reason: 'too-large', message: 'enough' })
  t.is(written, 3)
  t.is(abandoned, 1)
})

/** An upload made by hand, message by message. */
async function rawUpload(
  t: { teardown(close: () => void): void },
  address: string,
  name: 'uploadBlob' | 'submitMaskedInput',
  compose: (nonce: Uint8Array) => readonly Uint8Array[],
  cancelAfter?: Promise<void>,
) {
  const { ca } = await authority
  const client = new Client(byName(address), ChannelCredentials.createSsl(Buffer.from(ca)))
  t.teardown(() => client.close())
  const metadata = new Metadata()
  const signature = signatureFor(name, compose(new Uint8Array(16))[0]!)
  metadata.set('parley-signature-bin', Buffer.from(signature))
  const messages = compose(requestSignatureCodec.decode(signature).nonce)
  const same = (bytes: Buffer) => bytes
  return new Promise<ReturnType<typeof refusalCodec.decode> | undefined>(resolve => {
    const options = { deadline: Date.now() + 20_000 }
    const done = (error: ServiceError | null) => {
      const [entry] = error?.metadata.get('parley-refusal-bin') ?? []
      resolve(entry === undefined ? undefined : refusalCodec.decode(entry as Buffer))
    }
    const call = client.makeClientStreamRequest(operations[name].path, same, same, metadata, options, done)
    for (const message of messages) call.write(Buffer.from(message))
    if (cancelAfter === undefined) call.end()
    else void cancelAfter.then(() => call.cancel())
  })
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 10))
}

const session = { sessionId: sha256(Uint8Array.of(1)), signature: new Uint8Array(64) }
const maskedOpening = {
  attempt,
  header: {
    ...session,
    sharersHash: sha256(Uint8Array.of(2)),
    dimension: 4,
    bits: 24,
    totalBytes: 3,
    inputHash: sha256(Uint8Array.of(3)),
  },
}

type Part = Parameters<typeof maskedInputPartCodec.encode>[0]
type Alter = (parts: readonly Part[], proof: StreamProof) => readonly Part[]

/** Chunks of one byte each, and their end; what is sent may be altered. */
function maskedParts(sequences: readonly number[], alter: Alter = parts => parts) {
  return (nonce: Uint8Array): Uint8Array[] => {
    const opening: Part = { part: 'opening', opening: maskedOpening }
    const proof = openStreamProof(nonce, maskedInputPartCodec.encode(opening))
    const chunks = sequences.map((sequence): Part => {
      const chunk = chunkOf(proof, Uint8Array.of(sequence))
      return { part: 'chunk', chunk: { ...chunk, sequence } }
    })
    const parts: Part[] = [opening, ...chunks, { part: 'end', end: endOf(proof, testSigner) }]
    return alter(parts, proof).map(maskedInputPartCodec.encode)
  }
}

const withoutEnd: Alter = parts => parts.slice(0, -1)

function countingSink() {
  const state = { pieces: [] as Uint8Array[], abandoned: 0, finished: 0 }
  const submitMaskedInput: CoordinatorService['submitMaskedInput'] = async () =>
    granted({
      write: async data => {
        state.pieces.push(data)
        return granted({})
      },
      finish: async () => {
        state.finished++
        return granted({ ...session, index: 5, inputHash: maskedOpening.header.inputHash })
      },
      abandon: async () => {
        state.abandoned++
      },
    })
  return { state, submitMaskedInput, written: () => [...Buffer.concat(state.pieces)] }
}

test('chunks come in order, one opening first, or the stream is refused', async t => {
  const { state, submitMaskedInput, written } = countingSink()
  const { server } = await open(t, { service: { submitMaskedInput } })
  const firstChunk = {
    part: 'chunk' as const,
    chunk: { sequence: 0, data: Uint8Array.of(0), runningHash: new Uint8Array(32) },
  }
  const upload = (sequences: readonly number[], alter?: Alter) =>
    rawUpload(t, server.address, 'submitMaskedInput', maskedParts(sequences, alter))

  t.is(await upload([0, 1, 2]), undefined)
  t.deepEqual(written(), [0, 1, 2])
  t.like(state, { abandoned: 0, finished: 1 })

  t.like(await upload([0, 1]), {
    reason: 'malformed',
    message: 'the stream ended after 2 of the announced 3 bytes',
  })
  t.like(await upload([0, 1, 2, 3]), { reason: 'too-large' })
  t.like(await upload([0, 2]), { reason: 'malformed', field: 'chunk.sequence' })
  t.like(await upload([0, 0]), { reason: 'malformed', field: 'chunk.sequence' })
  t.like(await upload([], ([opening]) => [opening!, opening!]), { reason: 'malformed' })
  t.like(await upload([], () => [firstChunk]), {
    reason: 'malformed',
    message: 'a stream starts with its opening',
  })
  t.deepEqual(written(), [0, 1, 2, 0, 1, 0, 1, 2, 0, 0])
  t.like(state, { abandoned: 5, finished: 1 })
})

test('a stream is what was signed: nothing of it is exchanged, left out, cut or ended by somebody else', async t => {
  const { state, submitMaskedInput } = countingSink()
  const { server } = await open(t, { service: { submitMaskedInput } })
  const upload = (alter: Alter) =>
    rawUpload(t, server.address, 'submitMaskedInput', maskedParts([0, 1, 2], alter))
  const withChunk =
    (place: number, change: Partial<StreamChunk>): Alter =>
    parts =>
      parts.map((part, at) =>
        part.part === 'chunk' && at === place ? { ...part, chunk: { ...part.chunk, ...change } } : part,
      )
  const withEnd =
    (change: (proof: StreamProof) => Partial<StreamEnd>): Alter =>
    (parts, proof) =>
      parts.map(part => (part.part === 'end' ? { ...part, end: { ...part.end, ...change(proof) } } : part))
  const stranger = generateSigner(systemRandom).signer
  const broken = { reason: 'malformed', field: 'chunk.runningHash' } as const
  const unsigned = { reason: 'signature-invalid', field: 'end.signature' } as const

  t.like(await upload(withChunk(2, { data: Uint8Array.of(9) })), broken)
  t.like(await upload(withChunk(2, { runningHash: new Uint8Array(32) })), broken)
  // The chunks of another stream, which was as good as this one.
  const other = maskedParts([0, 1, 2])(new Uint8Array(16)).map(maskedInputPartCodec.decode)
  t.like(await upload(parts => [parts[0]!, ...other.slice(1)]), broken)
  t.like(await upload(withoutEnd), { reason: 'malformed', message: 'the stream ended without its end' })
  t.like(await upload(parts => [...parts.slice(0, 3), parts.at(-1)!]), {
    reason: 'malformed',
    message: 'the stream ended after 2 of the announced 3 bytes',
  })
  t.like(await upload(withEnd(() => ({ chunks: 2 }))), unsigned)
  t.like(await upload(withEnd(() => ({ signature: new Uint8Array(64) }))), unsigned)
  t.like(await upload(withEnd(proof => endOf(proof, stranger))), unsigned)
  t.like(state, { finished: 0, abandoned: 8 })
  t.is(await upload(parts => parts), undefined)
  t.is(state.finished, 1)
})

test('an upload that breaks off is abandoned and never finished', async t => {
  const { state, submitMaskedInput } = countingSink()
  const { server } = await open(t, { service: { submitMaskedInput } })
  const begun = until(() => state.pieces.length === 2)
  await rawUpload(t, server.address, 'submitMaskedInput', maskedParts([0, 1], withoutEnd), begun)
  await until(() => state.abandoned === 1)
  t.is(state.finished, 0)
})

test('an upload that falls silent is abandoned and its caller told', async t => {
  const { state, submitMaskedInput } = countingSink()
  const { server } = await open(t, { service: { submitMaskedInput }, server: { uploadSilenceMs: 1_000 } })
  const never = new Promise<void>(() => undefined)
  t.like(await rawUpload(t, server.address, 'submitMaskedInput', maskedParts([0, 1], withoutEnd), never), {
    reason: 'unavailable',
  })
  t.like(state, { finished: 0, abandoned: 1 })
})

test('a masked input arrives whole, with the receipt on the way back', async t => {
  const { state, submitMaskedInput } = countingSink()
  const { port } = await open(t, { service: { submitMaskedInput } })
  const packed = new Uint8Array(1_200_000).map((_, i) => i)
  const receipt = value(
    await port.submitMaskedInput(
      { attempt, header: { ...maskedOpening.header, totalBytes: packed.length } },
      packed,
    ),
  )
  t.deepEqual(receipt, { ...session, index: 5, inputHash: maskedOpening.header.inputHash })
  t.true(Buffer.from(packed).equals(Buffer.concat(state.pieces)))
})

test('a watcher is told what happens, from where it left off', async t => {
  const { watch, state } = fakeWatch(30)
  const { port } = await open(t, { service: { watch } })
  const stop = new AbortController()
  const sequences: number[] = []
  for await (const event of port.watch({ bountyId: '', after: 27 }, stop.signal)) {
    t.deepEqual(event, { sequence: event.sequence, atMs: 5, kind: 'model-evaluated', correct: 0, total: 10 })
    sequences.push(event.sequence)
    if (event.sequence === 30) stop.abort()
  }
  t.deepEqual(sequences, [28, 29, 30])
  await until(() => state.ended)
  t.pass('the service was told that the watcher went')
})

test('a watcher that does not read holds the service back', async t => {
  const { watch, state } = fakeWatch(5_000_000)
  const { port } = await open(t, { service: { watch } })
  const stop = new AbortController()
  const events = port.watch({ bountyId: '', after: 0 }, stop.signal)[Symbol.asyncIterator]()
  await events.next()
  let before = -1
  while (before !== state.sent) {
    before = state.sent
    await new Promise(resolve => setTimeout(resolve, 300))
  }
  t.true(state.sent < 1_000_000, `sent ${state.sent}`)
  stop.abort()
  await events.return?.(undefined)
  await until(() => state.ended)
})

test('with a client authority only those with a certificate get in, and the door is told which', async t => {
  const { ca, server: tls, issueClient } = await authority
  const own = await issueClient('holder')
  const stranger = await (await testAuthority()).issueClient('stranger')
  const { port, server, door } = await open(t, {
    service: served,
    server: { tls: { ...tls, clientCa: ca } },
    port: { tls: { ca, ...own } },
  })
  t.like(await port.getBounty({ bountyId }), { reason: 'not-found' })
  t.regex(door.seen[0]?.fingerprint ?? '', /^[0-9a-f]{64}$/)
  const common = {
    signer: testSigner,
    ...testDestination,
    clock: { nowMs: () => Date.now() },
    random: systemRandom,
  }
  for (const without of [{ ca }, { ca, ...stranger }]) {
    const other = openGrpcPort({ address: server.address, tls: without, ...common })
    t.teardown(() => other.close())
    t.like(await other.getBounty({ bountyId }), { reason: 'unavailable' })
  }
  t.is(door.seen.length, 1)
})

test('a coordinator of another authority is not spoken to', async t => {
  const { ca } = await testAuthority()
  const { port, door } = await open(t, { service: served, port: { tls: { ca } } })
  t.like(await port.getBounty({ bountyId }), { reason: 'unavailable' })
  t.is(door.seen.length, 0)
})

test('a certificate for another host is not believed, whether the host is a name or a number', async t => {
  const { ca, issueServer } = await authority
  const common = {
    signer: testSigner,
    ...testDestination,
    clock: { nowMs: () => Date.now() },
    random: systemRandom,
  }
  const reasons: string[] = []
  for (const named of [
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ] as const) {
    const { server } = await open(t, { service: served, server: { tls: await issueServer([named]) } })
    for (const host of ['localhost', '127.0.0.1']) {
      const port = openGrpcPort({ address: `${host}:${server.port}`, tls: { ca }, ...common })
      t.teardown(() => port.close())
      const answer = await port.getBounty({ bountyId })
      reasons.push(answer.kind === 'refused' ? answer.reason : 'granted')
    }
  }
  t.deepEqual(reasons, ['not-found', 'unavailable', 'unavailable', 'not-found'])
})

test('nothing older than TLS 1.3 is spoken', async t => {
  const { server, ca } = await open(t)
  const shake = async (maxVersion: 'TLSv1.2' | 'TLSv1.3') => {
    const socket = connect({
      host: '127.0.0.1',
      port: server.port,
      ca,
      maxVersion,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['h2'],
    })
    try {
      await once(socket, 'secureConnect')
      return socket.getProtocol()
    } finally {
      socket.destroy()
    }
  }
  t.is(await shake('TLSv1.3'), 'TLSv1.3')
  await t.throwsAsync(shake('TLSv1.2'))
})

test('a port finds its coordinator again after a restart', async t => {
  const { server, port } = await open(t, { service: served })
  t.like(await port.getBounty({ bountyId }), { reason: 'not-found' })
  await server.close(0)
  t.like(await port.getBounty({ bountyId }), { reason: 'unavailable' })
  const again = await openGrpcServer({
    listen: server.address,
    tls: (await authority).server,
    service: fakeService(served),
    door: fakeDoor(testDestination, testSigner.publicKey, 'holder'),
    random: systemRandom,
  })
  t.teardown(() => again.close(0))
  let answer = await port.getBounty({ bountyId })
  for (let tries = 0; tries < 40 && answer.kind === 'refused' && answer.reason === 'unavailable'; tries++) {
    await new Promise(resolve => setTimeout(resolve, 100))
    answer = await port.getBounty({ bountyId })
  }
  t.like(answer, { reason: 'not-found' })
})

test('a server that closes ends its watchers at once and lets calls finish', async t => {
  const { watch } = fakeWatch(1)
  let release: () => void = () => undefined
  const started = new Promise<void>(resolve => {
    release = resolve
  })
  const { server, port } = await open(t, {
    service: {
      watch,
      async getCheckpoint() {
        release()
        await new Promise(resolve => setTimeout(resolve, 100))
        return granted({ note: 'finished' })
      },
    },
  })
  const watched = (async () => {
    let count = 0
    for await (const _ of port.watch({ bountyId: '', after: 0 }, new AbortController().signal)) count++
    return count
  })()
  const call = port.getCheckpoint({})
  await started
  await server.close(10_000)
  t.is(value(await call).note, 'finished')
  t.is(await watched, 1)
})

test('a call that is given up, or out of time, is an answer', async t => {
  const { port } = await open(t, { service: { getCheckpoint: () => new Promise(() => undefined) } })
  t.like(await port.getCheckpoint({}, { deadlineMs: 100 }), { reason: 'unavailable' })
  const stop = new AbortController()
  const pending = port.getCheckpoint({}, { signal: stop.signal })
  setTimeout(() => stop.abort(), 50)
  t.like(await pending, { reason: 'unavailable' })
  t.like(await port.getCheckpoint({}, { signal: stop.signal }), { reason: 'unavailable' })
})

test('a first describe needs neither environment nor audience, and shows its key', async t => {
  const { signer } = generateSigner(systemRandom)
  const identityKey = sha256(Uint8Array.of(9))
  const door = fakeDoor({ environment: '', audience: '' }, signer.publicKey, 'holder')
  const description = {
    name: 'north',
    environment: 'test',
    identityKey,
    version: '0.1.0',
    certificateFingerprint: new Uint8Array(),
  }
  const setting = { service: { describe: async () => granted(description) }, server: { door } }
  const first = { signer, environment: 'test', audience: '' }
  const { port } = await open(t, { ...setting, port: first })
  t.deepEqual(value(await port.describe({})), description)
  const pinned = await open(t, { ...setting, port: { ...first, pinnedCoordinatorKey: identityKey } })
  t.is(value(await pinned.port.describe({})).name, 'north')
  const wrong = await open(t, { ...setting, port: { ...first, pinnedCoordinatorKey: sha256(identityKey) } })
  t.like(await wrong.port.describe({}), { reason: 'unauthenticated', culprit: 'coordinator' })
})

test('plaintext stays on loopback, at either end', async t => {
  const plain = {
    service: fakeService({}),
    door: fakeDoor(testDestination, testSigner.publicKey, 'holder'),
    random: systemRandom,
  }
  for (const listen of ['0.0.0.0:0', '[::]:0', 'parley.example:0']) {
    await t.throwsAsync(openGrpcServer({ ...plain, listen }), { instanceOf: PlaintextError })
  }
  const server = await openGrpcServer({ ...plain, service: fakeService(served), listen: 'localhost:0' })
  t.teardown(() => server.close(0))
  const common = {
    signer: testSigner,
    ...testDestination,
    clock: { nowMs: () => Date.now() },
    random: systemRandom,
  }
  const port = openGrpcPort({ address: server.address, ...common })
  t.teardown(() => port.close())
  t.like(await port.getBounty({ bountyId }), { reason: 'not-found' })
  t.throws(() => openGrpcPort({ address: '192.0.2.1:7710', ...common }), { instanceOf: PlaintextError })
})

test('a port that is taken is named, with what to do', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as { port: number }
  const error = await t.throwsAsync(open(t, { server: { listen: `127.0.0.1:${port}` } }), {
    instanceOf: GrpcPortError,
  })
  t.regex(error?.message ?? '', new RegExp(`127.0.0.1:${port}.*in use`))
})

test('health and reflection answer without a signature', async t => {
  const { server, ca } = await open(t)
  const client = new Client(byName(server.address), ChannelCredentials.createSsl(Buffer.from(ca)))
  t.teardown(() => client.close())
  const { Check: check } = healthService as unknown as Record<
    string,
    { path: string; requestSerialize(value: object): Buffer; responseDeserialize(bytes: Buffer): object }
  >
  const health = (service: string) =>
    new Promise(resolve => {
      client.makeUnaryRequest(
        check!.path,
        check!.requestSerialize,
        check!.responseDeserialize,
        { service },
        (error, answer) => resolve(error?.code ?? answer),
      )
    })
  t.deepEqual(await health(''), { status: 'SERVING' })
  t.deepEqual(await health('parley.v1.Rounds'), { status: 'SERVING' })
  t.is(await health('parley.v1.Nothing'), grpcStatus.notFound)
  for (const [isWell, status] of [
    [false, 'NOT_SERVING'],
    [true, 'SERVING'],
  ] as const) {
    server.tellStoreHealth(isWell)
    t.deepEqual(await health('parley.ModelStore'), { status })
  }

  // ServerReflectionRequest { list_services = "" } is field 7 with an empty string.
  const same = (bytes: Buffer) => bytes
  const reflection = client.makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    same,
    same,
  )
  reflection.write(Buffer.from([0x3a, 0x00]))
  const [listing] = (await once(reflection, 'data')) as [Buffer]
  for (const name of protoServices().keys()) t.true(listing.includes(name), name)
  // file_containing_symbol is field 4; what is told can be linked without any other file.
  const symbol = Buffer.from('parley.v1.Ledger')
  reflection.write(Buffer.concat([Buffer.from([0x22, symbol.length]), symbol]))
  const [told] = (await once(reflection, 'data')) as [Buffer]
  reflection.end()
  t.true(told.includes('GetStatement'))
  t.false(told.includes('google.protobuf'))
})

test('a blob part that is neither header nor data is refused', t => {
  t.throws(() => blobPartCodec.decode(new Uint8Array()), { message: /part is missing/ })
})
