import test, { type ExecutionContext } from 'ava'
import {
  addCentralNoise,
  fromHex,
  reduceWords,
  secureServer,
  signExtend,
  toHex,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob } from '../../learning/index.ts'
import { centralPlanOf } from '../../protos/central-noise.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import { aggregationParametersFor, type BountyTerms } from '../../protos/terms.ts'
import {
  type Cast,
  ended,
  holderNames,
  must,
  openScene,
  postBountyWith,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const privacyOf = (noise: 'central' | 'distributed') =>
  ({ unit: 'holder', noise, epsilon: 50, delta: 1e-5 }) as const

function termsWith(noise: 'central' | 'distributed'): { terms: BountyTerms; testSet: Uint8Array } {
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  const terms = smallTerms(testSet, 60, { rounds: 1, minimumRounds: 1, clipNorm: 1 })
  return { terms: { ...terms, privacy: privacyOf(noise) }, testSet }
}

/** What goes on inside a coordinator: the sums as they are unmasked, and everything that it tells. */
interface Watched {
  readonly sums: Int32Array[]
  readonly told: Pick<ParleyEvent, 'kind'>[]
  readonly warned: unknown[]
}

/** Listens to a coordinator, and gives it noise that can be drawn again: "noise 1" for the first sum that it noises. */
function watch({ federation: { parts } }: Cast): Watched {
  const watched: Watched = { sums: [], told: [], warned: [] }
  const { expansion, events, journal } = parts
  let drawn = 0
  Object.assign(parts, {
    expansion: {
      ...expansion,
      addMaskStreams: async (...call: Parameters<typeof expansion.addMaskStreams>) => {
        await expansion.addMaskStreams(...call)
        const [residues, , bits] = call
        const copy = residues.slice()
        reduceWords(copy, bits)
        watched.sums.push(signExtend(copy, bits))
      },
    },
    events: {
      ...events,
      publish: (news: ParleyEvent) => {
        watched.told.push(news)
        events.publish(news)
      },
    },
    journal: { ...journal, warn: (...line: unknown[]) => watched.warned.push(line) },
    noiseFor: () => unsafeFixedRandom(`noise ${++drawn}`),
  })
  return watched
}

/** A bounty of one round among six, played to its end. */
async function play(cast: Cast, noise: 'central' | 'distributed') {
  const { terms, testSet } = termsWith(noise)
  must(await cast.buyer.port.uploadBlob(testSet))
  const bountyId = await postBountyWith(cast, terms)
  const policyChanges = {
    privacy: { unit: 'holder', epsilon: 200, delta: 1e-5, trustCoordinator: true, trustHolders: true },
  } as const
  const agents = holderNames.map(name => startAgent(cast, name, { policyChanges }))
  const bounty = await ended(cast, bountyId)
  await Promise.all(agents.map(({ done }) => done))
  return { terms, bounty, agents }
}

/** All rows of the database, as text with bytes in hexadecimal. */
async function everyRow({ db }: Storage): Promise<string> {
  const tables = await db.introspection.getTables()
  const rows = await Promise.all(
    tables.map(({ name }) =>
      db
        .selectFrom(name as 'attempt')
        .selectAll()
        .execute(),
    ),
  )
  return JSON.stringify(rows, (_, value) => {
    if (typeof value === 'bigint') return String(value)
    const bytes = value?.type === 'Buffer' ? value.data : value
    return bytes instanceof Uint8Array || value?.type === 'Buffer'
      ? `${toHex(Uint8Array.from(bytes))} ${Buffer.from(bytes).toString('latin1')}`
      : value
  })
}

async function sumHashesInLog({ buyer }: Cast): Promise<readonly string[]> {
  const { leaves } = must(await buyer.port.getLeaves({ start: 0, limit: 100 }))
  const texts = leaves.map(({ body }) => Buffer.from(body).toString())
  return texts.flatMap(text => [...text.matchAll(/"sumHash":"([0-9a-f]{64})"/g)].map(found => found[1]!))
}

const hashOf = (sum: Int32Array | Float64Array) => toHex(secureServer.hashSum(sum))

/** The sum as it is used, by the noise that `watch` gave. */
function released(terms: BountyTerms, sum: Int32Array, draw: number): Float64Array {
  const parameters = aggregationParametersFor(terms, 'training', { valueCount: 15, tallyLength: 0 })
  const noised = Float64Array.from(sum)
  addCentralNoise(noised, centralPlanOf(parameters)!, unsafeFixedRandom(`noise ${draw}`))
  return noised
}

function assertReceipts(t: ExecutionContext, agents: readonly ReturnType<typeof startAgent>[]): void {
  for (const { events } of agents) t.true(events.some(({ kind }) => kind === 'round-completed'))
}

test.serial(
  'nothing that is written down or told holds the sum that the coordinator saw, by its hash',
  async t => {
    const { cast, storage } = await openScene(t)
    const watched = watch(cast)
    const { terms, bounty, agents } = await play(cast, 'central')
    t.is(bounty.state, 'final')
    const [raw, ...others] = watched.sums as [Int32Array, ...Int32Array[]]
    t.is(others.length, 0)
    const noised = hashOf(released(terms, raw, 1))
    t.deepEqual(await sumHashesInLog(cast), [noised])
    const all = [
      await everyRow(storage),
      JSON.stringify(
        [watched.told, watched.warned, bounty, ...agents.map(({ events }) => events)],
        (_, value) =>
          value instanceof Uint8Array ? toHex(value) : typeof value === 'bigint' ? String(value) : value,
      ),
    ].join()
    t.true(all.includes(noised))
    t.false(all.includes(hashOf(raw)))
    t.deepEqual(watched.warned, [])
    assertReceipts(t, agents)
  },
)

test.serial(
  'where the holders add the noise, the sum that the coordinator saw is on the log: the control',
  async t => {
    const { cast, storage } = await openScene(t)
    const watched = watch(cast)
    await play(cast, 'distributed')
    t.deepEqual(await sumHashesInLog(cast), [hashOf(watched.sums[0]!)])
    t.true((await everyRow(storage)).includes(hashOf(watched.sums[0]!)))
  },
)

test.serial(
  'a coordinator that fails after it noised a sum and before it recorded the round tells of one noised sum alone',
  async t => {
    const { cast, storage } = await openScene(t)
    const watched = watch(cast)
    const { parts } = cast.federation
    const { market, blobs, world } = parts
    const models: string[] = []
    let failures = 0
    const record: typeof market.record = async (tx, leaf) => {
      if (leaf.kind === 'round' && failures++ === 0) throw new Error('the disk is full')
      return market.record(tx, leaf)
    }
    const put: typeof blobs.put = async bytes => {
      const name = await blobs.put(bytes)
      models.push(name)
      return name
    }
    Object.assign(parts, { market: { ...market, record }, blobs: { ...blobs, put } })
    const after = world.after
    Object.assign(world, {
      // What is stuck is tried again soon.
      after: (delayMs: number, action: () => void) => after(delayMs === 5_000 ? 50 : delayMs, action),
    })
    const { terms, bounty, agents } = await play(cast, 'central')
    t.is(bounty.state, 'final')
    t.is(failures, 2)
    const [first, again] = watched.sums as [Int32Array, Int32Array]
    t.deepEqual(again, first)
    const [lost, kept] = [released(terms, first, 1), released(terms, first, 2)].map(hashOf)
    t.deepEqual(await sumHashesInLog(cast), [kept])
    const rows = await everyRow(storage)
    t.false(rows.includes(lost!) || rows.includes(hashOf(first)))
    t.is(watched.told.filter(({ kind }) => kind === 'model-evaluated').length, 1)
    // The model of the first try lies in the store, and nobody can ask for it.
    const [orphan, model] = models.slice(-2).map(name => fromHex(name))
    t.notDeepEqual(orphan, model)
    t.is((await cast.buyer.port.downloadBlob({ sha256: model! })).kind, 'granted')
    t.is((await cast.buyer.port.downloadBlob({ sha256: orphan! })).kind, 'refused')
    assertReceipts(t, agents)
  },
)
