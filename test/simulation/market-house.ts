/** The driver of bounties over a real database, with the ways in which machines fail. */
import { type Signer, sha256, signerFromSeed, utf8 } from '../../aggregation/index.ts'
import {
  createMarket,
  type Market,
  MarketRefusal,
  type Recorded,
  readMarketLeaves,
} from '../../coordinator/bounties/market.ts'
import { createLedger, type Ledger } from '../../coordinator/ledger/index.ts'
import { createLog } from '../../coordinator/log/index.ts'
import { openStorage, type Storage, type StorageOptions } from '../../coordinator/storage/index.ts'
import type { MarketLeaf, MarketState } from '../../protos/market-log/index.ts'
import type { MarketScript } from '../../simulator/bench/market-script.ts'
import { insertBounty } from '../../simulator/bench/script-rows.ts'
import { testSealKey } from '../support/ledger.ts'

/** What goes wrong with one event. */
export type Fault =
  /** Thrown after the `after`-th movement, or before the commit: nothing of the event may remain. */
  | { readonly kind: 'crash'; readonly after: number }
  /** The ledger says of the `after`-th movement that the account has too little. */
  | { readonly kind: 'poor'; readonly after: number }
  /** The transaction lost against another after all was done, and is run again. */
  | { readonly kind: 'lost-race' }

export interface House {
  storage(): Storage
  readonly ledger: Ledger
  readonly signer: Signer
  /** How often a fault struck: among the movements of an event, before its commit, as a refusal, as a lost race. */
  readonly struck: Readonly<Record<'movement' | 'commit' | 'poor' | 'race', number>>
  /** Puts units into an account, opened where it is not there. */
  credit(account: string, kind: 'buyer' | 'payable' | 'fees', amountUnits: bigint): Promise<void>
  post(script: MarketScript, atMs: number): Promise<void>
  /** Records a leaf; the rule where it is refused, `crashed` where the fault struck. */
  record(leaf: MarketLeaf, fault?: Fault): Promise<Recorded | MarketRefusal | 'crashed'>
  state(bountyId: string): Promise<MarketState>
  bodies(bountyId: string): Promise<readonly { readonly index: number; readonly body: Uint8Array }[]>
  balances(accounts: readonly string[]): Promise<ReadonlyMap<string, { posted: bigint; pending: bigint }>>
  /** Everything in memory is lost; with a folder, the database is closed and opened again. */
  restart(isDatabaseToo: boolean): Promise<void>
  close(): Promise<void>
}

class Crash extends Error {}

export async function openHouse(options: StorageOptions): Promise<House> {
  let storage = await openStorage(options)
  let fault: Fault | undefined
  let movements = 0
  const real = createLedger({ nowMs: () => 1 }, testSealKey)
  const signer = signerFromSeed(sha256(utf8('the coordinator of the house')))
  const log = createLog({ signer, origin: 'parley/house', sealKey: testSealKey })
  const struck = { movement: 0, commit: 0, poor: 0, race: 0 }
  /** The movements before the one that is struck are made: they are what has to be undone. */
  const ledger: Ledger = {
    ...real,
    async recordAll(tx, commands) {
      const before = movements
      movements += commands.length
      const place = fault?.kind === 'crash' || fault?.kind === 'poor' ? fault.after - before : -1
      if (place < 0 || place >= commands.length) return real.recordAll(tx, commands)
      const made = await real.recordAll(tx, commands.slice(0, place))
      if ('reason' in made) return made
      if (fault?.kind === 'crash') {
        struck.movement++
        throw new Crash()
      }
      struck.poor++
      return { kind: 'rejected', reason: 'insufficient-funds', culprit: 'buyer:buyer', place }
    },
  }
  let market: Market = createMarket({ ledger, log })
  let credits = 0
  await storage.transaction(async tx => {
    await real.openAsset(tx, { id: 'credit', scale: 0 })
    await real.openAccount(tx, { id: 'world', kind: 'world', asset: 'credit', minimumUnits: null })
  })

  async function attemptRecord(leaf: MarketLeaf): Promise<Recorded> {
    let tries = 0
    return storage.transaction(async tx => {
      movements = 0
      const recorded = await market.record(tx, leaf)
      if (fault?.kind === 'crash' && movements <= fault.after) {
        struck.commit++
        throw new Crash()
      }
      if (fault?.kind === 'lost-race' && tries++ === 0) {
        struck.race++
        throw Object.assign(new Error('lost'), { code: '40001' })
      }
      return recorded
    })
  }

  return {
    storage: () => storage,
    ledger: real,
    signer,
    struck,
    credit: (account, kind, amountUnits) =>
      storage.transaction(async tx => {
        await real.openAccount(tx, { id: account, kind, asset: 'credit', minimumUnits: 0n })
        if (amountUnits === 0n) return
        const label = { idempotencyKey: `credit ${credits++}`, reference: '', memo: '' }
        const outcome = await real.deposit(tx, { ...label, account, amountUnits })
        if (outcome.kind === 'rejected') throw new Error(`${outcome.reason} ${outcome.culprit}`)
      }),
    post: (script, atMs) =>
      storage.transaction(async tx => {
        const leaf = script.posted(atMs)
        await insertBounty(tx, script)
        await market.post(tx, script.termsBytes, leaf)
      }),
    async record(leaf, striking) {
      fault = striking
      try {
        return await attemptRecord(leaf)
      } catch (error) {
        if (error instanceof Crash) return 'crashed'
        if (error instanceof MarketRefusal) return error
        throw error
      } finally {
        fault = undefined
      }
    },
    async state(bountyId) {
      const state = await storage.transaction(tx => market.state(tx, bountyId))
      if (state === undefined) throw new Error(`no bounty ${bountyId}`)
      return state
    },
    bodies: bountyId => storage.transaction(tx => readMarketLeaves(tx, bountyId)),
    async balances(accounts) {
      const rows = await storage.db
        .selectFrom('balance')
        .select(['account_id', 'posted', 'pending_out'])
        .where('account_id', 'in', accounts)
        .execute()
      return new Map(rows.map(row => [row.account_id, { posted: row.posted, pending: row.pending_out }]))
    },
    async restart(isDatabaseToo) {
      if (isDatabaseToo && !('memory' in options)) {
        await storage.close()
        storage = await openStorage(options)
      }
      market = createMarket({ ledger, log })
    },
    close: () => storage.close(),
  }
}
