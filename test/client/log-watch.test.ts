import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  buildMerkleTree,
  consistencyProof,
  decodeFork,
  formatCheckpoint,
  inclusionPath,
  signerFromSeed,
  signNote,
  unsafeFixedRandom,
  utf8,
  verifyFork,
} from '../../aggregation/index.ts'
import {
  type AgentEvent,
  LogForkedError,
  openAgentStore,
  openHeadPlaces,
  openLogWatch,
  systemClock,
} from '../../client/index.ts'
import { granted } from '../../protos/reasons.ts'
import { quickPatience } from './agents.ts'

const signer = signerFromSeed(new Uint8Array(32).fill(7))
const origin = 'parley.example/log'

/** A log as the coordinator shows it to one holder. */
function openLog(...first: readonly string[]) {
  const bodies = first.map(utf8)
  const tree = (size: number) => buildMerkleTree(bodies.slice(0, size))
  const note = (size = bodies.length, by = signer, of = origin) =>
    signNote(formatCheckpoint({ origin: of, size, root: tree(size).root }), of, by)
  return {
    add: (...leaves: readonly string[]) => void bodies.push(...leaves.map(utf8)),
    note,
    port: {
      getCheckpoint: async () => granted({ note: note() }),
      getLeaves: async ({ start, limit }: { start: number; limit: number }) =>
        granted({
          leaves: bodies.slice(start, start + limit).map((body, i) => ({ index: start + i, body })),
        }),
      getInclusionProof: async ({ index, size }: { index: number; size: number }) =>
        granted({ hashes: inclusionPath(tree(size), index) }),
      getConsistencyProof: async ({ first: older, second }: { first: number; second: number }) =>
        granted({ hashes: consistencyProof(tree(second), older) }),
    },
  }
}

type Log = ReturnType<typeof openLog>

function openHolder(t: ExecutionContext, log: Log, name: string, places: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), `parley-watch-${name}-`))
  const store = openAgentStore(folder, new Uint8Array(32).fill(1), unsafeFixedRandom(name))
  const stopping = new AbortController()
  t.teardown(() => {
    stopping.abort()
    store.close()
  })
  const events: AgentEvent[] = []
  const watch = () =>
    openLogWatch({
      ...{ port: log.port, coordinatorKey: signer.publicKey, store, clock: systemClock },
      ...{ random: unsafeFixedRandom(name), patience: quickPatience, signal: stopping.signal },
      report: event => void events.push(event),
      places: places.length === 0 ? undefined : openHeadPlaces({ places, name }),
    })
  return { store, events, watch, stop: () => stopping.abort() }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 2))
}

function isProof(file: string): boolean {
  const read = decodeFork(new Uint8Array(readFileSync(file)))
  return read.kind === 'read' && verifyFork(read.document, signer.publicKey).kind === 'proved'
}

test('holders that share a folder find that they were shown two logs, keep the proof and take no further part', async t => {
  const shared = join(mkdtempSync(join(tmpdir(), 'parley-heads-')), 'heads')
  const [one, other] = [openLog('posted', 'round 1'), openLog('posted', 'round 1')]
  const alder = openHolder(t, one, 'alder', [shared])
  const birch = openHolder(t, other, 'birch', [shared])
  const [alderWatch, birchWatch] = [alder.watch(), birch.watch()]
  await alderWatch.follow()
  await birchWatch.follow()
  t.deepEqual(readdirSync(shared).sort(), ['alder.checkpoint.txt', 'birch.checkpoint.txt'])
  one.add('alder is paid 900', 'settled')
  other.add('alder is paid 100')
  await alderWatch.follow()
  t.is(readFileSync(join(shared, 'alder.checkpoint.txt'), 'utf8'), one.note())
  // Behind as it is, this log is no proof yet, and no round is begun on it.
  const waiting = birchWatch.follow()
  await until(() => birch.events.some(({ kind }) => kind === 'log-doubted'))
  other.add('settled', 'another bounty')
  const error = await t.throwsAsync(waiting, { instanceOf: LogForkedError })
  t.true(isProof(error.file))
  t.like(birch.events.at(-1), { kind: 'log-forked', evidenceFile: error.file })
  // Told to the first as a proof, which needs no word of the second; neither starts again on its state.
  await t.throwsAsync(alderWatch.follow(), { instanceOf: LogForkedError })
  t.true(isProof(alder.store.forkFile()!))
  await t.throwsAsync(alder.watch().follow(), { message: /two logs; the proof is .*fork\.json/ })
})

test('a log that was put back to an older one is not gone on with, nor one that goes on elsewhere from there', async t => {
  const log = openLog('a', 'b', 'c')
  const holder = openHolder(t, log, 'alder')
  await holder.watch().follow()
  const older = openLog('a', 'b')
  const again = openLogWatch({
    ...{ port: older.port, coordinatorKey: signer.publicKey, store: holder.store, clock: systemClock },
    ...{ random: unsafeFixedRandom('x'), patience: quickPatience, signal: new AbortController().signal },
    ...{ report: event => void holder.events.push(event), places: undefined },
  })
  const waiting = again.follow()
  await until(() => holder.events.length > 0)
  t.like(holder.events[0], { kind: 'log-doubted' })
  t.regex((holder.events[0] as { detail: string }).detail, /signed a log of 3 leaves and shows one of 2/)
  older.add('another c')
  await t.throwsAsync(waiting, { instanceOf: LogForkedError })
})

test('a kept head that was damaged is told, and gone on without only once somebody moved it away', async t => {
  const log = openLog('a', 'b')
  const holder = openHolder(t, log, 'alder')
  holder.store.keepHead(log.note().replace('2', '3'))
  const waiting = holder.watch().follow()
  await until(() => holder.events.length > 0)
  t.regex(
    (holder.events[0] as { detail: string }).detail,
    /log-head\.txt\) is none that this coordinator signed/,
  )
  holder.store.keepHead(openLog('a').note())
  await waiting
  t.is(holder.store.keptHead(), log.note())
})

test('the head in a receipt is held against the log before the next round', async t => {
  const [shown, signed] = [openLog('a', 'b', 'c', 'd'), openLog('a', 'b', 'x')]
  const watch = openHolder(t, shown, 'alder').watch()
  await watch.follow()
  watch.meet(openLog('a', 'b').note())
  await watch.follow()
  watch.meet(signed.note())
  await t.throwsAsync(watch.follow(), { instanceOf: LogForkedError })
})

test('what lies at a place without the coordinator’s signature, or of another log, stops nobody', async t => {
  const shared = mkdtempSync(join(tmpdir(), 'parley-heads-'))
  const stranger = signerFromSeed(new Uint8Array(32).fill(8))
  const log = openLog('a', 'b')
  const fake = openLog('a', 'y')
  writeFileSync(join(shared, 'fake.txt'), fake.note(2, stranger))
  writeFileSync(join(shared, 'other-log.txt'), fake.note(2, signer, 'other.example/log'))
  writeFileSync(join(shared, 'large.txt'), 'x'.repeat(200_000))
  writeFileSync(join(shared, 'fork.json'), '{"type":"parley/fork/v1"}')
  const holder = openHolder(t, log, 'alder', [shared])
  await holder.watch().follow()
  t.deepEqual(holder.events, [])
  t.is(holder.store.keptHead(), log.note())
})

test('a head that somebody publishes at an address is met there; one that cannot be read is told once and stops nobody', async t => {
  let answer: string | undefined
  const server = createServer((_, response) => {
    if (answer === undefined) response.writeHead(503).end()
    else response.end(answer)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/head.txt`
  const log = openLog('a', 'b', 'c')
  const holder = openHolder(t, log, 'alder', [address])
  const watch = holder.watch()
  await watch.follow()
  await watch.follow()
  t.deepEqual(holder.events, [{ kind: 'place-failed', place: address, detail: 'it answers 503' }])
  answer = 'x'.repeat(200_000)
  await watch.follow()
  answer = openLog('a', 'z').note()
  await t.throwsAsync(watch.follow(), { instanceOf: LogForkedError })
})
