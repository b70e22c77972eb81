import { fc, testProp } from '@fast-check/ava'
import { isOver, type Life } from '../../../aggregation/index.ts'
import {
  encodeMarketLeaf,
  type LeafTaken,
  type MarketLeaf,
  type MarketState,
  openMarketLog,
  settlementHash,
  takeLeaf,
} from '../../../protos/market-log/index.ts'
import type { MarketScript } from '../../../simulator/bench/market-script.ts'
import { type Choose, endingLeaf, randomLeaf, randomScript } from '../../support/market-walk.ts'
import { openBook } from '../../support/played-life.ts'

/** Choices out of a list of numbers, round and round. */
function choices(numbers: readonly number[]): Choose {
  let at = 0
  return count => numbers[at++ % numbers.length]! % count
}

const tape = fc.array(fc.nat(9_999_991), { minLength: 40, maxLength: 160 })

const parameters = { numRuns: 40 }

interface Walk {
  readonly script: MarketScript
  readonly state: MarketState
  readonly leaves: readonly MarketLeaf[]
}

/** A random walk, and from there to the end; `watch` sees every leaf that is taken, and every refusal. */
function walk(numbers: readonly number[], watch: (taken: LeafTaken, before: MarketState) => void): Walk {
  const choose = choices(numbers)
  const script = randomScript(choose, 'laws')
  const leaves: MarketLeaf[] = [script.posted(0)]
  let state = started(script)
  const take = (leaf: MarketLeaf) => {
    const before = state
    const taken = takeLeaf(state, encodeMarketLeaf(leaf))
    if (taken.kind === 'refused') return false
    watch(taken, before)
    leaves.push(leaf)
    state = taken.state
    seal()
    return true
  }
  const seal = () => {
    if (state.settlement === undefined || state.isSealed) return
    const settlement = settlementHash(state.settlement)
    take({ kind: 'settlement', bountyId: script.bountyId, settlement })
  }
  let nowMs = 0
  for (let step = 0; step < numbers.length; step++) {
    nowMs += choose(5) === 0 ? choose(70_000) : choose(500)
    take(randomLeaf(choose, script, state, Math.max(nowMs, state.life.lastAtMs)))
  }
  for (let leaf = endingLeaf(script, state); leaf !== undefined; leaf = endingLeaf(script, state))
    if (!take(leaf)) throw new Error(`on the way to the end ${leaf.kind} is refused at ${state.life.stage}`)
  for (const holder of script.holders) take(script.vested(holder, state.life.lastAtMs + 2_000_000))
  return { script, state, leaves }
}

function started(script: MarketScript): MarketState {
  const opened = openMarketLog(script.termsBytes, encodeMarketLeaf(script.posted(0)))
  if (opened.kind === 'refused') throw new Error(opened.detail)
  return opened.state
}

testProp(
  'a leaf changes nothing of what was before it, whether it is taken or refused',
  [tape],
  (t, numbers) => {
    const seen: (readonly [Life, string])[] = []
    walk(numbers, (_taken, { life }) => seen.push([life, JSON.stringify(life, text)]))
    for (const [life, written] of seen) t.is(JSON.stringify(life, text), written)
  },
  { numRuns: 15 },
)

function text(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value]
  return typeof value === 'bigint' ? `${value}n` : value
}

function bookFor({ buyer, holders, evaluators }: MarketScript) {
  const paid = [...holders, ...evaluators].map(({ name }) => `payable:${name}`)
  return openBook([`buyer:${buyer.name}`, 'fees', ...paid])
}

testProp(
  'every walk comes to an end with nothing left in escrow, bonds and stakes, and each unit where the totals say',
  [tape],
  (t, numbers) => {
    const moved: LeafTaken[] = []
    const { script, state } = walk(numbers, taken => moved.push(taken))
    const { bountyId, buyer } = script
    const book = bookFor(script)
    for (const { money, state: after } of moved) {
      for (const command of money) book.move(command)
      // After each event the books agree with what the events say.
      t.is(book.gained(`escrow:${bountyId}`), after.life.totals.escrowUnits)
      t.is(book.gained(`bond:${bountyId}:coordinator`), after.life.totals.bondUnits)
      for (const { epoch, leftUnits } of after.life.epochs)
        t.is(book.gained(`escrow:${bountyId}:epoch:${epoch}`), leftUnits)
      for (const participant of after.life.participants.values())
        expectParticipant(t, book, bountyId, participant)
    }
    t.true(isOver(state.life))
    t.true(state.settlement !== undefined)
    for (const prefix of ['escrow:', 'bond:', 'stake:', 'holdback:']) t.deepEqual(book.filled(prefix), [])
    const { paidUnits, feeUnits, refundedUnits } = state.life.totals
    const wasFunded = moved.some(({ money }) => money.some(one => 'kind' in one && one.kind === 'fund'))
    t.is(paidUnits + feeUnits + refundedUnits, wasFunded ? state.life.terms.priceUnits : 0n)
    // Nobody gains what another has not lost.
    const all = [
      `buyer:${buyer.name}`,
      'fees',
      'slash',
      ...[...script.holders, ...script.evaluators].map(({ name }) => `payable:${name}`),
    ]
    t.is(
      all.reduce((sum, account) => sum + book.gained(account), 0n),
      0n,
    )
  },
  parameters,
)

function expectParticipant(
  t: { is(left: bigint, right: bigint): unknown },
  book: ReturnType<typeof openBook>,
  bountyId: string,
  participant: Life['participants'] extends ReadonlyMap<string, infer P> ? P : never,
) {
  const { holder, stakeUnits, heldBackUnits, releasedUnits } = participant
  t.is(book.gained(`stake:${bountyId}:${holder}`), stakeUnits)
  t.is(book.gained(`holdback:${bountyId}:${holder}`), heldBackUnits - releasedUnits)
}

testProp(
  'the same terms and leaves give the same settlement, and a leaf that is sent twice moves no unit twice',
  [tape],
  (t, numbers) => {
    const { script, state, leaves } = walk(numbers, () => undefined)
    let again = started(script)
    for (const leaf of leaves.slice(1)) {
      const taken = takeLeaf(again, encodeMarketLeaf(leaf))
      if (taken.kind === 'refused') throw new Error(`${leaf.kind}: ${taken.detail}`)
      again = taken.state
      const twice = takeLeaf(again, encodeMarketLeaf(leaf))
      t.true(twice.kind === 'refused' || twice.money.length === 0, `${leaf.kind} moved units again`)
    }
    t.deepEqual(again.settlement, state.settlement)
    t.is(again.eventsHash, state.eventsHash)
  },
  parameters,
)
