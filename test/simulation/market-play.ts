/**
 * One bounty walked at random through the real driver, with crashes, restarts, lost answers, swapped and repeated events, clocks
 * that jump, and accounts that are empty. After every step the driver, the pure replay of its log and the books must agree.
 */
import { createHash } from 'node:crypto'
import { isOver, type MoneyCommand } from '../../aggregation/index.ts'
import { MarketRefusal } from '../../coordinator/bounties/market.ts'
import {
  encodeMarketLeaf,
  type LeafTaken,
  type MarketLeaf,
  type MarketState,
  openMarketLog,
  takeLeaf,
} from '../../protos/market-log/index.ts'
import type { MarketScript } from '../../simulator/bench/market-script.ts'
import { type Choose, endingLeaf, randomLeaf, randomScript } from '../support/market-walk.ts'
import type { Fault, House } from './market-house.ts'

/** What happened on a walk. */
export interface WalkTally {
  readonly end: string
  readonly steps: number
  readonly taken: number
  readonly refused: number
  readonly unpaid: number
  readonly crashes: number
  readonly restarts: number
  readonly repeats: number
  readonly leaves: number
}

/** What all accounts should hold, by the movements of the replayed logs and what was put in. */
export type Expected = Map<string, { posted: bigint; pending: bigint; readonly holds: Map<string, bigint> }>

export function seededChoices(seed: string): Choose {
  let block = createHash('sha256').update(seed).digest()
  let at = 0
  return count => {
    if (at + 4 > block.length) {
      block = createHash('sha256').update(block).digest()
      at = 0
    }
    const drawn = block.readUInt32LE(at)
    at += 4
    return drawn % count
  }
}

/** Plays one bounty to its end. @throws Error that names the law that does not hold, and the last steps. */
export async function playBounty(
  house: House,
  seed: string,
  expected: Expected,
  steps = 24,
): Promise<WalkTally> {
  const walk = createWalk(house, seed, expected)
  try {
    return await walk.play(steps)
  } catch (error) {
    throw new Error(`seed "${seed}": ${(error as Error).message}\n  ${walk.trace.slice(-12).join('\n  ')}`, {
      cause: error,
    })
  }
}

function createWalk(house: House, seed: string, expected: Expected) {
  const choose = seededChoices(seed)
  const script = randomScript(choose, seed)
  const { bountyId } = script
  const trace: string[] = []
  const tally = { steps: 0, taken: 0, refused: 0, unpaid: 0, crashes: 0, restarts: 0, repeats: 0 }
  const touched = new Set<string>()
  let twin: MarketState
  let leaves = 1
  let nowMs = choose(1000)

  async function endow(): Promise<void> {
    const price = Number(script.terms.pay.priceUnits)
    const parties = [
      { account: `buyer:${script.buyer.name}`, kind: 'buyer' as const },
      { account: 'fees', kind: 'fees' as const },
      ...[...script.holders, ...script.evaluators].map(({ name }) => ({
        account: `payable:${name}`,
        kind: 'payable' as const,
      })),
    ]
    for (const { account, kind } of parties) {
      // Many have too little for a bond now and then.
      const amountUnits = BigInt(choose(2) * choose(3 * price))
      await house.credit(account, kind, amountUnits)
      entryOf(expected, account).posted += amountUnits
      touched.add(account)
    }
  }

  /** Reads what the log has new, and takes it into the twin and the expected balances. */
  async function follow(): Promise<number> {
    const bodies = await house.bodies(bountyId)
    const before = leaves
    for (const { body } of bodies.slice(leaves)) {
      const taken = takeLeaf(twin, body)
      if (taken.kind === 'refused') throw new Error(`the log does not replay: ${taken.rule}, ${taken.detail}`)
      accept(taken)
      leaves++
    }
    return leaves - before
  }

  function accept(taken: LeafTaken): void {
    twin = taken.state
    for (const command of taken.money) apply(expected, command, touched)
  }

  async function check(): Promise<void> {
    const state = await house.state(bountyId)
    if (textOf(state) !== textOf(twin)) throw new Error('the driver and the replay of its log differ')
    const balances = await house.balances([...touched])
    for (const account of touched) {
      const own = entryOf(expected, account)
      const found = balances.get(account) ?? { posted: 0n, pending: 0n }
      if (found.posted !== own.posted || found.pending !== own.pending)
        throw new Error(
          `${account} holds ${found.posted} (${found.pending} set aside), and the log moves ${own.posted} (${own.pending})`,
        )
    }
  }

  async function send(leaf: MarketLeaf, fault?: Fault): Promise<'taken' | 'refused' | 'crashed'> {
    tally.steps++
    const would = takeLeaf(twin, encodedInTime(leaf, twin))
    const outcome = await house.record(leaf, fault)
    const what =
      outcome instanceof MarketRefusal ? outcome.rule : typeof outcome === 'string' ? outcome : outcome.kind
    trace.push(`${leaf.kind} ${'atMs' in leaf ? leaf.atMs : ''} ${fault?.kind ?? ''}: ${what}`)
    const grown = await follow()
    await check()
    if (typeof outcome === 'object' && !(outcome instanceof MarketRefusal)) {
      if (would.kind === 'refused') throw new Error(`${leaf.kind} was recorded against rule ${would.rule}`)
      tally.taken++
      return 'taken'
    }
    if (grown > 0) throw new Error(`${leaf.kind} was ${what}, and stands in the log`)
    if (outcome === 'crashed') {
      tally.crashes++
      return 'crashed'
    }
    if (outcome.rule === 'unpaid') tally.unpaid++
    else if (would.kind === 'taken')
      throw new Error(`${leaf.kind} is refused, ${outcome.rule}, and the rules take it`)
    tally.refused++
    return 'refused'
  }

  function randomFault(): Fault | undefined {
    const kind = choose(6)
    if (kind === 0) return { kind: 'crash', after: choose(6) }
    if (kind === 1) return { kind: 'poor', after: choose(4) }
    return kind === 2 ? { kind: 'lost-race' } : undefined
  }

  /** The answer was lost: the same event is sent again and must move nothing. */
  async function repeat(leaf: MarketLeaf): Promise<void> {
    tally.repeats++
    const before = textOf(twin.life.totals)
    const outcome = await send(leaf)
    if (outcome === 'taken' && before !== textOf(twin.life.totals))
      throw new Error(`${leaf.kind} moved units twice`)
  }

  async function step(): Promise<void> {
    nowMs += choose(5) === 0 ? choose(60_000) : choose(400)
    // Clocks run back too; the driver keeps the bounty's time.
    const clock = Math.max(0, choose(6) === 0 ? nowMs - choose(30_000) : nowMs)
    const leaf = randomLeaf(choose, script, twin, clock)
    const other = choose(5) === 0 ? randomLeaf(choose, script, twin, clock) : undefined
    if (other !== undefined) await send(other)
    const outcome = await send(leaf, randomFault())
    const last = outcome === 'crashed' ? await send(leaf) : outcome
    if (last === 'taken' && choose(3) === 0) await repeat(leaf)
    if (choose(6) === 0) await restart()
  }

  async function restart(): Promise<void> {
    tally.restarts++
    await house.restart(choose(60) === 0)
    await check()
  }

  async function end(): Promise<void> {
    for (let leaf = endingLeaf(script, twin); leaf !== undefined; leaf = endingLeaf(script, twin)) {
      const outcome = await send(leaf, choose(3) === 0 ? { kind: 'crash', after: choose(8) } : undefined)
      if (outcome === 'refused')
        throw new Error(`on the way to the end ${leaf.kind} is refused at ${twin.life.stage}`)
    }
    for (const holder of script.holders)
      for (const laterMs of [500_000, 2_000_000])
        await send(script.vested(holder, twin.life.lastAtMs + laterMs))
  }

  function requireEmpty(): void {
    const { totals, terms } = twin.life
    if (!isOver(twin.life) || !twin.isSealed) throw new Error('the bounty is over and not sealed')
    const left = [...touched].filter(account => {
      const { posted, pending } = entryOf(expected, account)
      return account.includes(bountyId) && (posted !== 0n || pending !== 0n)
    })
    if (left.length > 0) throw new Error(`units are left in ${left.join(', ')}`)
    const all = totals.paidUnits + totals.feeUnits + totals.refundedUnits
    if (all !== 0n && all !== terms.priceUnits)
      throw new Error(`of ${terms.priceUnits} units ${all} went anywhere`)
  }

  return {
    trace,
    async play(steps: number): Promise<WalkTally> {
      await endow()
      await house.post(script, nowMs)
      twin = openedTwin(script, (await house.bodies(bountyId))[0]!.body)
      for (let i = 0; i < steps; i++) await step()
      await end()
      requireEmpty()
      return { end: twin.life.stage, ...tally, leaves }
    },
  }
}

function openedTwin(script: MarketScript, body: Uint8Array): MarketState {
  const opened = openMarketLog(script.termsBytes, body)
  if (opened.kind === 'refused') throw new Error(opened.detail)
  return opened.state
}

function encodedInTime(leaf: MarketLeaf, { life }: MarketState): Uint8Array {
  const timely = 'atMs' in leaf && leaf.atMs < life.lastAtMs ? { ...leaf, atMs: life.lastAtMs } : leaf
  return encodeMarketLeaf(timely)
}

function entryOf(expected: Expected, account: string) {
  const known = expected.get(account)
  if (known !== undefined) return known
  const entry = { posted: 0n, pending: 0n, holds: new Map<string, bigint>() }
  expected.set(account, entry)
  return entry
}

/** The books as they should be, with no ledger to ask: holds by name, in the account that they are in. */
function apply(expected: Expected, command: MoneyCommand, touched: Set<string>): void {
  const entry = (account: string) => {
    touched.add(account)
    return entryOf(expected, account)
  }
  if (command.command === 'transfer') {
    for (const { account, amountUnits } of command.postings) entry(account).posted += amountUnits
    return
  }
  if (command.command === 'hold') {
    const account = entry(command.account)
    account.holds.set(command.holdId, command.amountUnits)
    account.pending += command.amountUnits
    return
  }
  const [source] = [...touched].map(entry).filter(({ holds }) => holds.has(command.holdId))
  if (source === undefined) throw new Error(`no account has hold ${command.holdId}`)
  source.pending -= source.holds.get(command.holdId)!
  source.holds.delete(command.holdId)
  if (command.command === 'void-hold') return
  for (const { account, amountUnits } of command.destinations) {
    entry(account).posted += amountUnits
    source.posted -= amountUnits
  }
}

function textOf(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Map) return [...inner]
    if (inner instanceof Uint8Array) return Buffer.from(inner).toString('hex')
    return typeof inner === 'bigint' ? `${inner}n` : inner
  })
}
