/** Random runs of commands, and their comparison with the model: for the tests, and for `npm run fuzz:ledger`. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Command,
  createLedger,
  createLedgerModel,
  type Ledger,
  type LedgerModel,
  type Outcome,
  type Posting,
} from '../../../coordinator/ledger/index.ts'
import type { Storage, Transaction } from '../../../coordinator/storage/index.ts'
import { marketAccounts, openMarket, settableClock, testSealKey, undone } from '../../support/ledger.ts'

interface Label {
  readonly idempotencyKey: string
  readonly reference: string
  readonly memo: string
}
export type Operation = { readonly label: Label } & (
  | { readonly kind: 'deposit'; readonly account: string; readonly units: bigint }
  | { readonly kind: 'transfer'; readonly postings: readonly Posting[] }
  | {
      readonly kind: 'hold'
      readonly holdId: string
      readonly account: string
      readonly units: bigint
      readonly expiresAtMs: number | undefined
    }
  | { readonly kind: 'post'; readonly holdId: string; readonly destinations: readonly Posting[] }
  | { readonly kind: 'void'; readonly holdId: string }
  /** Lets time pass, then voids what has expired. */
  | { readonly kind: 'expire'; readonly byMs: number }
  /** Several at once: all or none. */
  | { readonly kind: 'together'; readonly operations: readonly Together[] }
)

type Single = Exclude<Operation, { readonly kind: 'expire' | 'together' }>
type Together = Exclude<Single, { readonly kind: 'deposit' }>

const startMs = 1_000
const credits = marketAccounts.filter(({ asset }) => asset === 'credit').map(({ id }) => id)
const accounts = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...credits) },
  { weight: 1, arbitrary: fc.constantFrom('payable:gold', 'world:gold', 'payable:nobody') },
)
const oddUnits = fc.constantFrom<bigint>(0n, -3n, 10n ** 36n, 10n ** 36n + 1n)
const unitsUpTo = (max: bigint) =>
  fc.oneof({ weight: 19, arbitrary: fc.bigInt({ min: 1n, max }) }, { weight: 1, arbitrary: oddUnits })
// Few keys and holds, so that replays, conflicts and second resolutions are common.
const labels = fc.record({
  idempotencyKey: fc.integer({ min: 0, max: 40 }).map(key => `key-${key}`),
  reference: fc.constant<string>('r'),
  memo: fc.constantFrom('m', 'm', 'm', 'n'),
})
const holdIds = fc.integer({ min: 0, max: 3 }).map(id => `hold-${id}`)
const destinations = fc.array(fc.record({ account: accounts, amountUnits: unitsUpTo(25n) }), {
  minLength: 0,
  maxLength: 2,
})

/** Mostly balanced: the first account gives what the others get. */
const transfers = fc
  .tuple(accounts, destinations, fc.constantFrom<bigint>(0n, 0n, 0n, 0n, 0n, 1n))
  .map(([from, to, excess]): readonly Posting[] => {
    const total = to.reduce<bigint>((sum, { amountUnits }) => sum + amountUnits, excess)
    return [...to, { account: from, amountUnits: -total }]
  })

const commands: fc.Arbitrary<Together> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('transfer' as const), label: labels, postings: transfers }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      label: labels,
      holdId: holdIds,
      account: accounts,
      units: unitsUpTo(60n),
      expiresAtMs: fc.option(fc.integer({ min: startMs + 3, max: startMs + 30 }), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      label: labels,
      holdId: holdIds,
      destinations,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), label: labels, holdId: holdIds }) },
)

/** Small payments among those who have something, and a hold that is made, and ended, in the same batch. */
const soundBatches: fc.Arbitrary<readonly Together[]> = fc
  .record({
    key: fc.integer({ min: 0, max: 40 }),
    payments: fc.array(
      fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 2 }), fc.bigInt({ min: 1n, max: 30n })),
      { minLength: 1, maxLength: 4 },
    ),
    held: fc.bigInt({ min: 2n, max: 30n }),
    end: fc.constantFrom(...(['post', 'post', 'void', 'none', 'too-much'] as const)),
  })
  .map(({ key, payments, held, end }) => {
    const label = (place: number) => ({
      idempotencyKey: `batch-${key}-${place}`,
      reference: '',
      memo: `${held}`,
    })
    const holdId = `hold-of-batch-${key}`
    const rich = ['buyer:acme', 'escrow:b1', 'payable:south'] as const
    const moves = payments.map(([from, step, units], i): Together => {
      const postings = [
        { account: rich[from]!, amountUnits: -units },
        { account: rich[(from + step) % rich.length]!, amountUnits: units },
      ]
      return { kind: 'transfer', label: label(i), postings }
    })
    const hold: Together = {
      kind: 'hold',
      label: label(10),
      holdId,
      account: rich[0],
      units: held,
      expiresAtMs: undefined,
    }
    const destinations = [{ account: rich[1], amountUnits: end === 'too-much' ? held + 1n : held - 1n }]
    const ends: Readonly<Record<typeof end, readonly Together[]>> = {
      post: [{ kind: 'post', label: label(11), holdId, destinations }],
      'too-much': [{ kind: 'post', label: label(11), holdId, destinations }],
      void: [{ kind: 'void', label: label(11), holdId }],
      none: [],
    }
    return [...moves, hold, ...ends[end]]
  })

const operations: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deposit' as const),
      label: labels,
      account: accounts,
      units: unitsUpTo(60n),
    }),
  },
  { weight: 15, arbitrary: commands },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('together' as const),
      label: labels,
      operations: fc.oneof(soundBatches, fc.array(commands, { minLength: 2, maxLength: 5 }).map(ownKeys)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('expire' as const),
      label: labels,
      byMs: fc.integer({ min: 0, max: 20 }),
    }),
  },
)

/** Most keys are new, so that not every batch fails by one that was used. */
function ownKeys(batch: readonly Together[]): readonly Together[] {
  return batch.map((operation, i) => {
    const idempotencyKey = `${operation.label.idempotencyKey}/${i}`
    return i % 4 === 3 ? operation : { ...operation, label: { ...operation.label, idempotencyKey } }
  })
}

/** What starts each run, so that most operations have something to move, to post and to repeat. */
const endowment: readonly Operation[] = [
  ...['buyer:acme', 'escrow:b1', 'payable:south'].map((account, index) => ({
    label: { idempotencyKey: `endow-${index}`, reference: '', memo: '' },
    account,
    units: 100n,
    kind: 'deposit' as const,
  })),
  ...['buyer:acme', 'escrow:b1'].map((account, index) => ({
    label: { idempotencyKey: `set-aside-${index}`, reference: '', memo: '' },
    kind: 'hold' as const,
    holdId: `hold-${index}`,
    account,
    units: 30n,
    expiresAtMs: index === 0 ? undefined : startMs + 15,
  })),
]

/** Some steps send an earlier operation again, word for word. */
export const sequences: fc.Arbitrary<readonly Operation[]> = fc
  .array(fc.oneof({ weight: 6, arbitrary: operations }, { weight: 1, arbitrary: fc.nat({ max: 1_000 }) }), {
    minLength: 8,
    maxLength: 24,
    size: 'max',
  })
  .map(steps => {
    const run = [...endowment]
    for (const step of steps) run.push(typeof step === 'number' ? run[step % run.length]! : step)
    return run
  })

async function apply(operation: Single, tx: Transaction, ledger: Ledger) {
  const request = requestOf(operation)
  if (request.kind === 'deposit') return ledger.deposit(tx, request.body)
  if (request.kind === 'transfer') return ledger.transfer(tx, request.body)
  if (request.kind === 'hold') return ledger.hold(tx, request.body)
  if (request.kind === 'post') return ledger.postHold(tx, request.body)
  return ledger.voidHold(tx, request.body)
}

function applyToModel(operation: Single, model: LedgerModel, nowMs: number): Outcome {
  const request = requestOf(operation)
  if (request.kind === 'deposit') return model.deposit(request.body)
  if (request.kind === 'transfer') return model.transfer(request.body)
  if (request.kind === 'hold') return model.hold(request.body)
  if (request.kind === 'post') return model.postHold(request.body, nowMs)
  return model.voidHold(request.body)
}

function requestOf(operation: Single) {
  const { label } = operation
  switch (operation.kind) {
    case 'deposit':
      return {
        kind: 'deposit',
        body: { ...label, account: operation.account, amountUnits: operation.units },
      } as const
    case 'transfer':
      return { kind: 'transfer', body: { ...label, kind: 'move', postings: operation.postings } } as const
    case 'hold': {
      const { holdId, account, units: amountUnits, expiresAtMs } = operation
      const expiry = expiresAtMs === undefined ? {} : { expiresAtMs }
      return { kind: 'hold', body: { ...label, ...expiry, holdId, account, amountUnits } } as const
    }
    case 'post': {
      const { holdId, destinations: to } = operation
      return { kind: 'post', body: { ...label, kind: 'settle', holdId, destinations: to } } as const
    }
    case 'void':
      return { kind: 'void', body: { ...label, holdId: operation.holdId } } as const
  }
}

function commandOf(operation: Together): Command {
  const { kind, body } = requestOf(operation)
  switch (kind) {
    case 'transfer':
      return { command: 'transfer', request: body }
    case 'hold':
      return { command: 'hold', request: body }
    case 'post':
      return { command: 'post-hold', request: body }
    case 'void':
      return { command: 'void-hold', request: body }
    case 'deposit':
      throw new Error('a deposit comes alone')
  }
}

/** Outcomes with the journals numbered by the order of their first appearance: expired holds take numbers unseen. */
function numbering(): (outcome: Outcome) => unknown {
  const numbers = new Map<bigint, number>()
  return outcome => {
    if (outcome.kind === 'rejected') return outcome
    const number = numbers.get(outcome.journalId) ?? numbers.size + 1
    numbers.set(outcome.journalId, number)
    return { ...outcome, journalId: BigInt(number) }
  }
}

/** What was answered how often, over all runs of this process. */
export const seen = new Map<string, number>()

function count(key: string): void {
  seen.set(key, (seen.get(key) ?? 0) + 1)
}

/** A run's operations on the ledger and on its model, compared after each; throws where they part. */
export async function agree(storage: Storage, run: readonly Operation[]): Promise<void> {
  await undone(storage, async tx => {
    const clock = settableClock(startMs)
    const ledger = createLedger(clock, testSealKey)
    const model = createLedgerModel()
    await openMarket(ledger, tx)
    model.openAsset({ id: 'credit', scale: 2 })
    model.openAsset({ id: 'gold', scale: 0 })
    for (const account of marketAccounts) model.openAccount(account)
    const [number, numberOfModel] = [numbering(), numbering()]
    for (const operation of run) {
      if (operation.kind === 'expire') {
        clock.advanceMs(operation.byMs)
        assert.deepEqual(await ledger.voidExpiredHolds(tx, 10), expireInModel(model, clock.nowMs()))
        count('expire')
      } else if (operation.kind === 'together') {
        const batch = operation.operations.map(commandOf)
        const expected = model.recordAll(batch, clock.nowMs())
        const found = await ledger.recordAll(tx, batch)
        count('reason' in found ? `together ${found.reason}` : `together ${found.length}`)
        if ('reason' in found) assert.deepEqual(found, expected)
        else assert.deepEqual(found.map(number), Array.isArray(expected) && expected.map(numberOfModel))
      } else {
        const expected = applyToModel(operation, model, clock.nowMs())
        const found = await apply(operation, tx, ledger)
        count(found.kind === 'rejected' ? found.reason : `${operation.kind} ${found.isReplay}`)
        assert.deepEqual(number(found), numberOfModel(expected))
      }
      const balances = (await ledger.balances(tx)).map(({ account, postedUnits, pendingOutUnits }) => ({
        account,
        postedUnits,
        pendingOutUnits,
      }))
      assert.deepEqual(balances, model.balances())
      clock.advanceMs(1)
    }
    // The random sequences send escrow units anywhere, which only the audit's rule I1 is there to find.
    const { problems } = await ledger.audit(tx)
    assert.deepEqual(
      problems.filter(({ rule }) => rule !== 'I1'),
      [],
    )
  })
}

function expireInModel(model: LedgerModel, nowMs: number): readonly string[] {
  const expired = model.expiredHolds(nowMs)
  for (const holdId of expired)
    model.voidHold({ idempotencyKey: `expire:${holdId}`, reference: '', memo: 'the hold expired', holdId })
  return expired
}
