import { appendFileSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import {
  generateSigner,
  identityFromSeed,
  secureClient,
  sha256,
  simulatedContext,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import { AgentStateError, FolderInUseError, openAgentStore } from '../../client/index.ts'
import { aggregationParametersFor } from '../../protos/terms.ts'
import { testTerms } from './scripted-coordinator.ts'

const random = unsafeFixedRandom('agent store')
const key = identityFromSeed(new Uint8Array(32).fill(1)).deriveKey('agent-state')
const bountyId = 'ab'.repeat(32)

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'parley-state-')), 'state')
const open = (folder: string, withKey = key) => openAgentStore(folder, withKey, random)

function recordOf(round: number, attempt: number) {
  const parameters = aggregationParametersFor(testTerms(), 'training', { valueCount: 6, tallyLength: 0 })
  const context = simulatedContext(parameters, { round, attempt })
  const { state } = secureClient.advertise(context, generateSigner(random).signer, random)
  const assignment = {
    finished: false as const,
    attempt: { bountyId, round, attempt, group: 1 },
    parameters,
    modelHash: sha256(Uint8Array.of(1)),
    modelBlob: sha256(Uint8Array.of(2)),
    registryVersion: 6,
    registryRoot: sha256(Uint8Array.of(3)),
    deadlineMs: 1_700_000_000_000,
  }
  return { assignment, state, inputHash: undefined }
}

test('a record comes back as it was written, from another opening of the folder', t => {
  const folder = newFolder()
  const record = recordOf(2, 1)
  const store = open(folder)
  store.save(record)
  store.close()
  t.deepEqual(open(folder).unfinished(), [record])
  t.is(statSync(folder).mode & 0o777, 0o700)
})

test('the clip norm that was announced for an attempt comes back with it, to the bit', t => {
  const folder = newFolder()
  const record = recordOf(2, 1)
  const clipNorm = 0.1 + 0.2
  const store = open(folder)
  store.save({ ...record, assignment: { ...record.assignment, clipNorm } })
  store.close()
  t.is(open(folder).unfinished()[0]!.assignment.clipNorm, clipNorm)
})

test('an erased attempt leaves nothing', t => {
  const folder = newFolder()
  const store = open(folder)
  const record = recordOf(1, 1)
  store.save(record)
  store.saveInput(record.assignment.attempt, Uint8Array.of(1, 2, 3))
  store.erase(record.assignment.attempt)
  t.deepEqual(readdirSync(join(folder, 'attempts')), [])
  t.deepEqual(store.unfinished(), [])
})

test('a record under another identity, or with one byte changed, is refused by its path', t => {
  const folder = newFolder()
  const store = open(folder)
  store.save(recordOf(1, 1))
  store.close()
  t.throws(() => open(folder, new Uint8Array(32)), {
    instanceOf: AgentStateError,
    message: /another identity/,
  })
  const file = join(folder, 'attempts', readdirSync(join(folder, 'attempts'))[0]!)
  const bytes = readFileSync(file)
  bytes[bytes.length - 1]! ^= 1
  writeFileSync(file, bytes)
  const error = t.throws(() => open(folder), { instanceOf: AgentStateError })
  t.true(error.message.includes(file))
})

test('a record that was moved to the name of another attempt is refused', t => {
  const folder = newFolder()
  const store = open(folder)
  store.save(recordOf(1, 1))
  store.close()
  const attempts = join(folder, 'attempts')
  const [name] = readdirSync(attempts)
  writeFileSync(join(attempts, name!.replace('-r1-', '-r2-')), readFileSync(join(attempts, name!)))
  t.throws(() => open(folder), { instanceOf: AgentStateError })
})

test('a masked input that is not the one of its hash is refused', t => {
  const store = open(newFolder())
  const { attempt } = recordOf(1, 1).assignment
  const packed = Uint8Array.of(5, 6, 7)
  store.saveInput(attempt, packed)
  t.deepEqual(store.loadInput(attempt, sha256(packed)), packed)
  t.throws(() => store.loadInput(attempt, sha256(Uint8Array.of(5, 6, 8))), { instanceOf: AgentStateError })
})

test('attempts, sessions, digests and pay are remembered over openings', t => {
  const folder = newFolder()
  const store = open(folder)
  const session = sha256(Uint8Array.of(9))
  store.noteJoined(bountyId)
  for (const [round, attempt] of [
    [1, 1],
    [2, 1],
    [1, 2],
  ] as const) {
    store.noteAttempt({ bountyId, round, attempt, group: 1 })
  }
  store.noteSession(session)
  store.noteSigned(session, Uint8Array.of(7))
  store.noteCompleted(bountyId, 1, 40n)
  store.noteCompleted(bountyId, 1, 40n)
  store.noteCompleted(bountyId, 2, 2n)
  store.close()
  const again = open(folder)
  t.deepEqual(again.latestAttempt(bountyId), { round: 2, attempt: 1 })
  t.true(again.sessionSeen(session))
  t.false(again.sessionSeen(sha256(Uint8Array.of(8))))
  t.deepEqual(again.signedDigest(session), Uint8Array.of(7))
  t.is(again.paidUnits(bountyId), 42n)
  t.deepEqual(again.joined(), [bountyId])
  again.noteEnded(bountyId)
  t.deepEqual(again.joined(), [])
})

test('a second digest for one session cannot be noted', t => {
  const store = open(newFolder())
  const session = sha256(Uint8Array.of(9))
  store.noteSigned(session, Uint8Array.of(7))
  store.noteSigned(session, Uint8Array.of(7))
  t.throws(() => store.noteSigned(session, Uint8Array.of(8)), { message: /second survivor set/ })
})

test('a line that was cut off by a crash is dropped, and the next one is whole', t => {
  const folder = newFolder()
  const store = open(folder)
  store.noteJoined(bountyId)
  store.close()
  appendFileSync(join(folder, 'history.jsonl'), '{"kind":"ended","bount')
  const again = open(folder)
  t.deepEqual(again.joined(), [bountyId])
  again.noteCompleted(bountyId, 1, 5n)
  again.close()
  t.is(open(folder).paidUnits(bountyId), 5n)
})

test('a damaged line inside the history is refused by file and line', t => {
  const folder = newFolder()
  open(folder).close()
  writeFileSync(join(folder, 'history.jsonl'), '{"kind":"joined","bountyId":"a"}\n{"ki\n')
  t.throws(() => open(folder), { message: /history\.jsonl, line 2/ })
})

test('two agents cannot share a folder; one that ended gives it back', t => {
  const folder = newFolder()
  const store = open(folder)
  const error = t.throws(() => open(folder), { instanceOf: FolderInUseError })
  t.true(error.message.includes(folder))
  store.close()
  t.notThrows(() => open(folder).close())
})

test('the folder of a process that has ended is taken over', t => {
  const folder = newFolder()
  open(folder).close()
  writeFileSync(
    join(folder, 'lock'),
    `${JSON.stringify({ pid: 2 ** 22 + 1, started: 'then/1', token: 'x' })}\n`,
  )
  const store = open(folder)
  t.deepEqual(
    readdirSync(folder).filter(name => name.startsWith('lock')),
    ['lock'],
  )
  store.close()
})

test('the folder of a process whose number now belongs to another is taken over', t => {
  const folder = newFolder()
  open(folder).close()
  writeFileSync(
    join(folder, 'lock'),
    `${JSON.stringify({ pid: process.pid, started: 'then/1', token: 'x' })}\n`,
  )
  t.notThrows(() => open(folder).close())
})

test('what was decided once stays, also when the store is opened again', t => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-store-'))
  const first = openAgentStore(folder, key, random)
  t.is(first.decided('schema', bountyId), undefined)
  t.is(first.decideOnce('schema', bountyId, 'a'), 'a')
  t.is(first.decideOnce('schema', bountyId, 'b'), 'a')
  t.is(first.decideOnce('evaluation', bountyId, 'b'), 'b')
  first.close()
  const second = openAgentStore(folder, key, random)
  t.teardown(() => second.close())
  t.is(second.decided('schema', bountyId), 'a')
})

const attemptOf = (round: number) => ({ bountyId, round, attempt: 1, group: 1 })
const control = Float32Array.of(0.125, -3.5, 1e-7)
const memoryFile = (folder: string) => join(folder, 'attempts', `${bountyId}.memory`)

test('what an algorithm remembers is the bounty’s once the sum came to be, and not before', t => {
  const folder = newFolder()
  const store = open(folder)
  t.deepEqual(store.loadMemory(bountyId), {})
  store.saveMemory(attemptOf(1), { control })
  t.deepEqual(store.loadMemory(bountyId), {}, 'nothing has been summed')
  store.keepMemory(attemptOf(1))
  t.deepEqual(store.loadMemory(bountyId), { control })
  store.saveMemory(attemptOf(2), { control: Float32Array.of(7, 7, 7) })
  store.erase(attemptOf(2))
  store.keepMemory(attemptOf(2))
  t.deepEqual(store.loadMemory(bountyId), { control }, 'an attempt that came to nothing left nothing')
  store.close()
  t.deepEqual(open(folder).loadMemory(bountyId), { control })
})

test('what is to be remembered survives a kill between masking and the result', t => {
  const folder = newFolder()
  const before = open(folder)
  before.saveMemory(attemptOf(1), { control })
  before.close()
  const after = open(folder)
  after.keepMemory(attemptOf(1))
  // A second kill, after it was moved and before the record was erased: the result is taken once more.
  after.keepMemory(attemptOf(1))
  after.erase(attemptOf(1))
  t.deepEqual(after.loadMemory(bountyId), { control })
  t.deepEqual(readdirSync(join(folder, 'attempts')), [`${bountyId}.memory`])
})

test('what is remembered lies sealed, readable by its owner alone, and ends with the bounty', t => {
  const folder = newFolder()
  const store = open(folder)
  store.saveMemory(attemptOf(1), { control })
  store.keepMemory(attemptOf(1))
  const bytes = readFileSync(memoryFile(folder))
  t.is(statSync(memoryFile(folder)).mode & 0o777, 0o600)
  t.is(bytes.indexOf(Buffer.from(control.buffer)), -1)
  t.is(bytes.indexOf('control'), -1)
  t.true(bytes.length > control.byteLength)
  store.noteEnded(bountyId)
  t.deepEqual(readdirSync(join(folder, 'attempts')), [])
  t.deepEqual(store.loadMemory(bountyId), {})
})

test('what is remembered and is damaged, another identity’s or another bounty’s is refused by its path', t => {
  const folder = newFolder()
  const store = open(folder)
  store.saveMemory(attemptOf(1), { control })
  store.keepMemory(attemptOf(1))
  const refusal = { instanceOf: AgentStateError, message: /go on with nothing remembered of that bounty/ }
  const other = 'cd'.repeat(32)
  writeFileSync(join(folder, 'attempts', `${other}.memory`), readFileSync(memoryFile(folder)))
  t.throws(() => store.loadMemory(other), refusal)
  store.close()
  const stranger = open(folder, new Uint8Array(32))
  t.throws(() => stranger.loadMemory(bountyId), refusal)
  const bytes = readFileSync(memoryFile(folder))
  bytes[bytes.length - 1]! ^= 1
  writeFileSync(memoryFile(folder), bytes)
  t.true(t.throws(() => store.loadMemory(bountyId), refusal).message.includes(memoryFile(folder)))
})
