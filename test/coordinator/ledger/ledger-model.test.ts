import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import fc from 'fast-check'
import {
  createLedger,
  createLedgerModel,
  type Ledger,
  type LedgerModel,
  type Outcome,
  type Posting,
} from '../../../coordinator/ledger/index.ts'
import type { Storage, Transaction } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { marketAccounts, openMarket, settableClock, testSealKey, undone } from '../../support/ledger.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)

interface Label {
  readonly idempotencyKey: string
  readonly reference: string
  readonly memo: string
}
type Operation = { readonly label: Label } & (
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
)

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
const sequences = fc
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

async function apply(operation: Operation, tx: Transaction, ledger: Ledger) {
  const request = requestOf(operation)
  if (request.kind === 'deposit') return ledger.deposit(tx, request.body)
  if (request.kind === 'transfer') return ledger.transfer(tx, request.body)
  if (request.kind === 'hold') return ledger.hold(tx, request.body)
  if (request.kind === 'post') return ledger.postHold(tx, request.body)
  return ledger.voidHold(tx, request.body)
}

function applyToModel(operation: Operation, model: LedgerModel, nowMs: number): Outcome {
  const request = requestOf(operation)
  if (request.kind === 'deposit') return model.deposit(request.body)
  if (request.kind === 'transfer') return model.transfer(request.body)
  if (request.kind === 'hold') return model.hold(request.body)
  if (request.kind === 'post') return model.postHold(request.body, nowMs)
  return model.voidHold(request.body)
}

function requestOf(operation: Operation) {
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

/** Outcomes with the journals numbered by the order of their first appearance, as the model numbers them. */
function numbering(): (outcome: Outcome) => unknown {
  const numbers = new Map<bigint, number>()
  return outcome => {
    if (outcome.kind === 'rejected') return outcome
    const number = numbers.get(outcome.journalId) ?? numbers.size + 1
    numbers.set(outcome.journalId, number)
    return { ...outcome, journalId: BigInt(number) }
  }
}

const seen = new Map<string, number>()

async function agree(t: ExecutionContext, storage: Storage, run: readonly Operation[]): Promise<void> {
  await undone(storage, async tx => {
    const clock = settableClock(startMs)
    const ledger = createLedger(clock, testSealKey)
    const model = createLedgerModel()
    await openMarket(ledger, tx)
    model.openAsset({ id: 'credit', scale: 2 })
    model.openAsset({ id: 'gold', scale: 0 })
    for (const account of marketAccounts) model.openAccount(account)
    const number = numbering()
    for (const operation of run) {
      const expected = applyToModel(operation, model, clock.nowMs())
      const found = await apply(operation, tx, ledger)
      const key = found.kind === 'rejected' ? found.reason : `${operation.kind} ${found.isReplay}`
      seen.set(key, (seen.get(key) ?? 0) + 1)
      t.deepEqual(number(found), expected)
      const balances = (await ledger.balances(tx)).map(({ account, postedUnits, pendingOutUnits }) => ({
        account,
        postedUnits,
        pendingOutUnits,
      }))
      t.deepEqual(balances, model.balances())
      clock.advanceMs(1)
    }
    // The random sequences send escrow units anywhere, which only the audit's rule I1 is there to find.
    const { problems } = await ledger.audit(tx)
    t.deepEqual(
      problems.filter(({ rule }) => rule !== 'I1'),
      [],
    )
  })
}

for (const kind of ['memory', 'postgres'] as const) {
  test.serial(`any sequence of commands has the outcomes and balances of the model (${kind})`, async t => {
    t.timeout(300_000)
    const storage = databases.find(kind)
    if (storage === null) {
      t.log('skipped: no PostgreSQL server is installed')
      return t.pass()
    }
    await fc.assert(
      fc.asyncProperty(sequences, run => agree(t, storage, run)),
      { numRuns: 120 },
    )
  })
}

test.serial('the sequences reached every command and the refusals that need a history', t => {
  const expected = [
    'deposit false',
    'transfer false',
    'hold false',
    'post false',
    'void false',
    'deposit true',
    'hold true',
    'hold-exceeded',
    'hold-exists',
    'hold-expired',
    'hold-resolved',
    'idempotency-conflict',
    'insufficient-funds',
    'unbalanced',
    'unknown-hold',
  ]
  t.deepEqual(
    expected.filter(key => !seen.has(key)),
    [],
  )
})
