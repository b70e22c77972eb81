/**
 * The settlement's part of `parley bench market`: a bounty of many holders and rounds, to its last unit. Once as whoever has the
 * log does it, in memory; once as the coordinator does it, through the driver of bounties over the embedded database.
 */
import { equalBytes, sha256, signerFromSeed, utf8 } from '../../aggregation/index.ts'
import { createMarket } from '../../coordinator/bounties/market.ts'
import { createLedger } from '../../coordinator/ledger/index.ts'
import { createLog } from '../../coordinator/log/index.ts'
import { openStorage, type Storage, type Transaction } from '../../coordinator/storage/index.ts'
import { maximumHolderRounds } from '../../protos/limits.ts'
import {
  encodeMarketLeaf,
  type MarketLeaf,
  type MarketState,
  openMarketLog,
  settlementHash,
  takeLeaf,
} from '../../protos/market-log/index.ts'
import { type Machine, machineHere } from './machine.ts'
import { createMarketScript, type MarketScript } from './market-script.ts'
import { insertBounty } from './script-rows.ts'

export interface SettlementBenchOptions {
  /** Few holders and rounds: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

export interface SettlementBenchReport {
  readonly machine: Machine
  readonly measuredAt: string
  readonly quick: boolean
  readonly holders: number
  readonly rounds: number
  /** Holders in each round: as many as the record of a bounty has room for. */
  readonly sampled: number
  readonly leaves: number
  /** The log replayed in memory, signatures checked, to the settlement. */
  readonly replaySeconds: number
  /** The whole bounty through the driver: every leaf logged, every unit moved, the settlement sealed. */
  readonly driverSeconds: number
  /** The longer of the two. */
  readonly settlementSeconds: number
  /** Whether both came to the same bytes, every unit of the price is in them, and the books add up with nothing left in escrow. */
  readonly exact: boolean
}

/** Settles one bounty both ways. */
export async function benchSettlement(options: SettlementBenchOptions): Promise<SettlementBenchReport> {
  const { quick, nowMs, report } = options
  const [holders, rounds] = quick ? [10, 4] : [1_000, 100]
  const measuredAt = new Date(nowMs()).toISOString()
  const sampled = Math.min(holders, Math.floor(maximumHolderRounds / rounds))
  const script = scriptOf(holders, rounds, sampled)
  const leaves = leavesOf(script, rounds, sampled)
  report?.(`${leaves.length} leaves of ${holders} holders and ${rounds} rounds, replayed in memory`)
  const [replayed, replaySeconds] = await timed(async () => replay(script, leaves))
  report?.('the same through the coordinator, on the embedded database')
  const storage = await openStorage({ memory: true })
  try {
    const house = await openHouse(storage, script)
    const [recorded, driverSeconds] = await timed(() => house.record(leaves))
    const exact = isExact(script, replayed, recorded) && (await house.isClean())
    const settlementSeconds = Math.max(replaySeconds, driverSeconds)
    const counts = { holders, rounds, sampled, leaves: leaves.length + 1 }
    const figures = { replaySeconds, driverSeconds, settlementSeconds, exact }
    return { machine: machineHere(), measuredAt, quick, ...counts, ...figures }
  } finally {
    await storage.close()
  }
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const startedAt = performance.now()
  const result = await work()
  return [result, (performance.now() - startedAt) / 1000]
}

/** Everything that costs: holdback, stakes, a challenge, a bonus, epochs. */
function scriptOf(holders: number, rounds: number, sampled: number): MarketScript {
  return createMarketScript({
    seed: 'bench',
    rounds,
    ...(sampled < holders ? { sampled } : {}),
    // Uneven, so that hardly a share is whole.
    examples: Array.from({ length: holders }, (_, i) => 100 + ((i * 7919) % 10_007)),
    pay: {
      priceUnits: '1000000007',
      feeBasisPoints: 250,
      weightCap: 1000,
      pools: { base: 9000, quality: 0, evaluators: 0, bonus: 1000 },
      milestones: [
        { rounds: rounds / 2, basisPoints: 3333 },
        { rounds: rounds / 2, basisPoints: 6667 },
      ],
      holdback: { basisPoints: 1000, seconds: 1000 },
      challengeSeconds: 60,
      stakeUnits: '1000',
      coordinatorBondUnits: '1000',
    },
    disputes: { bondUnits: '10000000', rulingSeconds: 60, appealSeconds: 60 },
  })
}

/** All leaves but that of the settlement. Every round has other holders. */
function leavesOf(script: MarketScript, rounds: number, sampled: number): readonly MarketLeaf[] {
  const round = (number: number) =>
    script.round(
      number,
      script.holders.filter((_, i) => (i + number * 61) % script.holders.length < sampled),
    )
  const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => round(from + i))
  return [
    script.posted(0),
    script.plain('funded', 1),
    script.plain('opened', 2),
    ...script.holders.map(holder => script.joined(holder, 3, 1000)),
    script.plain('started', 4),
    ...span(1, rounds / 2),
    script.epochClosed(1, true, 10),
    ...span(rounds / 2 + 1, rounds),
    script.stopped('rounds-done', 20),
    script.settled(true, 21),
    script.plain('deadline-passed', 60_021),
  ]
}

function replay(script: MarketScript, leaves: readonly MarketLeaf[]): MarketState {
  let state: MarketState | undefined
  for (const leaf of leaves) {
    const body = encodeMarketLeaf(leaf)
    const taken = state === undefined ? openMarketLog(script.termsBytes, body) : takeLeaf(state, body)
    if (taken.kind === 'refused') throw new Error(`${leaf.kind} is refused: ${taken.detail}`)
    state = taken.state
  }
  return state!
}

function isExact(script: MarketScript, replayed: MarketState, recorded: MarketState): boolean {
  const { paidUnits, feeUnits, refundedUnits, escrowUnits } = recorded.life.totals
  const isAll = paidUnits + feeUnits + refundedUnits === BigInt(script.terms.pay.priceUnits)
  const [own, others] = [recorded.settlement, replayed.settlement]
  const isSame = own !== undefined && others !== undefined && equalBytes(own, others)
  return isAll && escrowUnits === 0n && isSame && settlementHash(own) === settlementHash(others)
}

const sealKey = new Uint8Array(32).fill(1)

async function openHouse(storage: Storage, script: MarketScript) {
  const ledger = createLedger({ nowMs: () => 0 }, sealKey)
  const log = createLog({ signer: signerFromSeed(sha256(utf8('bench'))), origin: 'parley/bench', sealKey })
  const market = createMarket({ ledger, log })
  const { bountyId, holders, buyer, terms } = script
  const credited = async (tx: Transaction, id: string, kind: 'buyer' | 'fees' | 'payable', units: bigint) => {
    await ledger.openAccount(tx, { id, kind, asset: 'credit', minimumUnits: 0n })
    const label = { idempotencyKey: `credit ${id}`, reference: '', memo: '' }
    await ledger.deposit(tx, { ...label, account: id, amountUnits: units })
  }
  await storage.transaction(async tx => {
    await ledger.openAsset(tx, { id: 'credit', scale: 0 })
    await ledger.openAccount(tx, { id: 'world', kind: 'world', asset: 'credit', minimumUnits: null })
    await credited(tx, `buyer:${buyer.name}`, 'buyer', BigInt(terms.pay.priceUnits))
    await credited(tx, 'fees', 'fees', BigInt(terms.pay.coordinatorBondUnits ?? 0))
    for (const { name } of holders)
      await credited(tx, `payable:${name}`, 'payable', BigInt(terms.pay.stakeUnits ?? 0))
    await insertBounty(tx, script)
  })
  return {
    async record([first, ...rest]: readonly MarketLeaf[]): Promise<MarketState> {
      await storage.transaction(tx => market.post(tx, script.termsBytes, first!))
      for (const leaf of rest) await storage.transaction(tx => market.record(tx, leaf))
      return (await storage.transaction(tx => market.state(tx, bountyId)))!
    },
    isClean: () =>
      storage.transaction(async tx => {
        const { problems } = await ledger.audit(tx)
        const left = await ledger.balances(tx, `escrow:${bountyId}`)
        return problems.length === 0 && left.every(({ postedUnits }) => postedUnits === 0n)
      }),
  }
}
