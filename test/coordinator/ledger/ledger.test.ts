import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { sql } from 'kysely'
import { type Outcome, readJointStatement } from '../../../coordinator/ledger/index.ts'
import type { Storage, Transaction } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { label, ledgerAt, openMarket, undone } from '../../support/ledger.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)
const { ledger, clock } = ledgerAt()

/** One test on each database; on PostgreSQL it says so where no server is installed. */
function onEach(title: string, body: (t: ExecutionContext, storage: Storage) => Promise<void>): void {
  for (const kind of ['memory', 'postgres'] as const) {
    test.serial(`${title} (${kind})`, async t => {
      const storage = databases.find(kind)
      if (storage === null) {
        t.log('skipped: no PostgreSQL server is installed')
        return t.pass()
      }
      await body(t, storage)
    })
  }
}

/** The same, in a market that is undone afterwards. */
function inMarket(title: string, body: (t: ExecutionContext, tx: Transaction) => Promise<void>): void {
  onEach(title, (t, storage) =>
    undone(storage, async tx => {
      await openMarket(ledger, tx)
      await body(t, tx)
    }),
  )
}

function isRecorded(t: ExecutionContext, outcome: Outcome): bigint {
  if (outcome.kind === 'rejected') t.fail(`rejected: ${outcome.reason} ${outcome.culprit}`)
  return outcome.kind === 'recorded' ? outcome.journalId : -1n
}

async function fund(tx: Transaction, amountUnits = 1_000n): Promise<void> {
  await ledger.deposit(tx, { ...label('fund'), account: 'buyer:acme', amountUnits })
}

const held = async (tx: Transaction, account: string) => {
  const balance = await ledger.balance(tx, account)
  return balance === null ? null : [balance.postedUnits, balance.pendingOutUnits, balance.freeUnits]
}

inMarket('a round is paid from escrow in one journal, and the books balance', async (t, tx) => {
  await fund(tx)
  const escrow = { ...label('escrow'), kind: 'fund', bountyId: 'b1' }
  const price = 700n
  isRecorded(
    t,
    await ledger.transfer(tx, {
      ...escrow,
      postings: [
        { account: 'buyer:acme', amountUnits: -price },
        { account: 'escrow:b1', amountUnits: price },
      ],
    }),
  )
  const pay = {
    ...label('round-2'),
    kind: 'round-pay',
    bountyId: 'b1',
    round: 2,
    postings: [
      { account: 'escrow:b1', amountUnits: -300n },
      { account: 'payable:north', amountUnits: 180n },
      { account: 'payable:south', amountUnits: 113n },
      { account: 'fees', amountUnits: 7n },
    ],
  }
  isRecorded(t, await ledger.transfer(tx, pay))
  const refund = [
    { account: 'escrow:b1', amountUnits: -150n },
    { account: 'buyer:acme', amountUnits: 150n },
  ]
  isRecorded(
    t,
    await ledger.transfer(tx, { ...label('refund'), kind: 'refund', bountyId: 'b1', postings: refund }),
  )
  t.deepEqual(await held(tx, 'escrow:b1'), [250n, 0n, 250n])
  t.deepEqual(await held(tx, 'world'), [-1_000n, 0n, -1_000n])
  const report = await ledger.audit(tx)
  t.deepEqual(report.problems, [])
  t.deepEqual(report.escrows, [
    {
      escrow: 'escrow:b1',
      fundedUnits: 700n,
      paidUnits: 293n,
      refundedUnits: 150n,
      feeUnits: 7n,
      remainingUnits: 250n,
    },
  ])
  const credit = report.totals.find(total => total.asset === 'credit')
  t.is(credit?.supplyUnits, 1_000n)
  const elsewhere = { holdback: 0n, stake: 0n, bond: 0n, slash: 0n }
  t.deepEqual(credit?.byKind, {
    world: -1_000n,
    buyer: 450n,
    escrow: 250n,
    payable: 293n,
    fees: 7n,
    ...elsewhere,
  })
})

inMarket(
  'the same key with the same request answers with the first journal and moves nothing',
  async (t, tx) => {
    const request = { ...label('k'), account: 'buyer:acme', amountUnits: 40n }
    const first = isRecorded(t, await ledger.deposit(tx, request))
    t.deepEqual(await ledger.deposit(tx, request), { kind: 'recorded', journalId: first, isReplay: true })
    t.deepEqual(await held(tx, 'buyer:acme'), [40n, 0n, 40n])
  },
)

inMarket('postings in another order are the same request', async (t, tx) => {
  await fund(tx)
  const postings = [
    { account: 'buyer:acme', amountUnits: -5n },
    { account: 'escrow:b1', amountUnits: 5n },
  ]
  isRecorded(t, await ledger.transfer(tx, { ...label('k'), kind: 'fund', postings }))
  const again = await ledger.transfer(tx, { ...label('k'), kind: 'fund', postings: [...postings].reverse() })
  t.like(again, { kind: 'recorded', isReplay: true })
})

inMarket('the same key with another request is a conflict, whichever field differs', async (t, tx) => {
  const request = { ...label('k'), account: 'buyer:acme', amountUnits: 40n, round: 1 }
  isRecorded(t, await ledger.deposit(tx, request))
  const conflict = { kind: 'rejected', reason: 'idempotency-conflict', culprit: 'k' } as const
  t.deepEqual(await ledger.deposit(tx, { ...request, amountUnits: 41n }), conflict)
  t.deepEqual(await ledger.deposit(tx, { ...request, memo: 'other' }), conflict)
  t.deepEqual(await ledger.deposit(tx, { ...request, round: 2 }), conflict)
  t.deepEqual(await ledger.voidHold(tx, { ...label('k'), holdId: 'h' }), conflict)
  t.deepEqual(await held(tx, 'buyer:acme'), [40n, 0n, 40n])
})

inMarket('a rejected command may be accepted later under its own key', async (t, tx) => {
  const postings = [
    { account: 'buyer:acme', amountUnits: -10n },
    { account: 'escrow:b1', amountUnits: 10n },
  ]
  const request = { ...label('k'), kind: 'fund', postings }
  const poor = { kind: 'rejected', reason: 'insufficient-funds', culprit: 'buyer:acme' } as const
  t.deepEqual(await ledger.transfer(tx, request), poor)
  await fund(tx, 10n)
  t.like(await ledger.transfer(tx, request), { kind: 'recorded', isReplay: false })
})

inMarket('every refusal names its culprit and writes nothing', async (t, tx) => {
  await fund(tx, 100n)
  const transfer = (postings: readonly (readonly [string, bigint])[], key = 'x') =>
    ledger.transfer(tx, {
      ...label(key),
      kind: 'test',
      postings: postings.map(([account, amountUnits]) => ({ account, amountUnits })),
    })
  const refusal = (reason: string, culprit: string) => ({ kind: 'rejected', reason, culprit })
  const cases: readonly (readonly [Promise<Outcome>, object])[] = [
    [transfer([['buyer:acme', 0n]]), refusal('zero-amount', 'buyer:acme')],
    [transfer([]), refusal('malformed-request', 'postings')],
    [transfer([['buyer:acme', -1n]], ''), refusal('malformed-request', 'idempotencyKey')],
    [
      transfer([
        ['buyer:acme', -1n],
        ['payable:east', 1n],
      ]),
      refusal('unknown-account', 'payable:east'),
    ],
    [
      transfer([
        ['buyer:acme', -1n],
        ['fees', 2n],
      ]),
      refusal('unbalanced', 'credit'),
    ],
    [
      // Zero over both assets together is not zero for each.
      transfer([
        ['buyer:acme', -1n],
        ['payable:gold', 1n],
      ]),
      refusal('unbalanced', 'credit'),
    ],
    [
      transfer([
        ['buyer:acme', -1n],
        ['buyer:acme', 1n],
      ]),
      refusal('duplicate-account', 'buyer:acme'),
    ],
    [
      transfer([
        ['buyer:acme', -101n],
        ['fees', 101n],
      ]),
      refusal('insufficient-funds', 'buyer:acme'),
    ],
    [
      transfer([
        ['buyer:debtor', -51n],
        ['fees', 51n],
      ]),
      refusal('insufficient-funds', 'buyer:debtor'),
    ],
    [
      transfer([
        ['world', -(10n ** 36n) - 1n],
        ['fees', 10n ** 36n + 1n],
      ]),
      refusal('amount-too-large', 'world'),
    ],
    [
      ledger.deposit(tx, { ...label('x'), account: 'buyer:acme', amountUnits: -1n }),
      refusal('negative-amount', 'buyer:acme'),
    ],
    [
      ledger.hold(tx, { ...label('x'), holdId: 'h', account: 'buyer:acme', amountUnits: 101n }),
      refusal('insufficient-funds', 'buyer:acme'),
    ],
    [ledger.voidHold(tx, { ...label('x'), holdId: 'none' }), refusal('unknown-hold', 'none')],
  ]
  for (const [outcome, expected] of cases) t.deepEqual(await outcome, expected as Outcome)
  const report = await ledger.audit(tx)
  t.is(report.journals, 1)
  t.deepEqual(await held(tx, 'buyer:acme'), [100n, 0n, 100n])
})

inMarket('an account may go down to its minimum and not one unit further', async (t, tx) => {
  const spend = (key: string, amountUnits: bigint) =>
    ledger.transfer(tx, {
      ...label(key),
      kind: 'test',
      postings: [
        { account: 'buyer:debtor', amountUnits: -amountUnits },
        { account: 'fees', amountUnits },
      ],
    })
  isRecorded(t, await spend('to the minimum', 50n))
  t.like(await spend('beyond', 1n), { reason: 'insufficient-funds' })
})

inMarket('amounts near the largest keep every digit', async (t, tx) => {
  const amountUnits = 10n ** 36n - 1n
  for (const key of ['one', 'two']) {
    isRecorded(t, await ledger.deposit(tx, { ...label(key), account: 'buyer:acme', amountUnits }))
  }
  t.deepEqual(await held(tx, 'buyer:acme'), [2n * amountUnits, 0n, 2n * amountUnits])
})

inMarket('held units cannot be spent or held again, and come back when the hold is voided', async (t, tx) => {
  await fund(tx, 100n)
  const hold = { ...label('hold'), holdId: 'h1', account: 'buyer:acme', amountUnits: 70n }
  isRecorded(t, await ledger.hold(tx, hold))
  t.deepEqual(await held(tx, 'buyer:acme'), [100n, 70n, 30n])
  t.like(await ledger.hold(tx, { ...hold, ...label('k2'), holdId: 'h2', amountUnits: 31n }), {
    reason: 'insufficient-funds',
  })
  t.like(await ledger.hold(tx, { ...hold, ...label('k3'), amountUnits: 1n }), {
    reason: 'hold-exists',
    culprit: 'h1',
  })
  isRecorded(t, await ledger.voidHold(tx, { ...label('void'), holdId: 'h1' }))
  t.deepEqual(await held(tx, 'buyer:acme'), [100n, 0n, 100n])
  t.like(await ledger.voidHold(tx, { ...label('again'), holdId: 'h1' }), {
    reason: 'hold-resolved',
    culprit: 'h1',
  })
  t.true((await ledger.audit(tx)).ok)
})

inMarket('a hold posted in part moves that part and frees the rest, once', async (t, tx) => {
  await fund(tx, 100n)
  isRecorded(
    t,
    await ledger.hold(tx, { ...label('hold'), holdId: 'h1', account: 'buyer:acme', amountUnits: 70n }),
  )
  const post = (key: string, ...amounts: readonly (readonly [string, bigint])[]) =>
    ledger.postHold(tx, {
      ...label(key),
      kind: 'bond-paid',
      holdId: 'h1',
      destinations: amounts.map(([account, amountUnits]) => ({ account, amountUnits })),
    })
  t.like(await post('k', ['fees', 40n], ['payable:north', 31n]), { reason: 'hold-exceeded', culprit: 'h1' })
  t.like(await post('k', ['payable:gold', 1n]), { reason: 'asset-mismatch', culprit: 'payable:gold' })
  t.like(await post('k', ['fees', -1n]), { reason: 'negative-amount', culprit: 'fees' })
  t.like(await post('k', ['buyer:acme', 1n]), { reason: 'duplicate-account' })
  t.like(await post('k'), { reason: 'malformed-request', culprit: 'destinations' })
  const journal = isRecorded(t, await post('k', ['fees', 15n], ['payable:north', 20n]))
  t.deepEqual(await held(tx, 'buyer:acme'), [65n, 0n, 65n])
  t.deepEqual(await held(tx, 'payable:north'), [20n, 0n, 20n])
  t.deepEqual(await post('k', ['payable:north', 20n], ['fees', 15n]), {
    kind: 'recorded',
    journalId: journal,
    isReplay: true,
  })
  t.like(await post('other', ['fees', 1n]), { reason: 'hold-resolved' })
  t.like(await ledger.voidHold(tx, { ...label('void'), holdId: 'h1' }), { reason: 'hold-resolved' })
  t.true((await ledger.audit(tx)).ok)
})

inMarket(
  'at its expiry a hold can no longer be posted, and is voided with the others whose time has come',
  async (t, tx) => {
    await fund(tx, 100n)
    const nowMs = clock.nowMs()
    const holds = [
      { holdId: 'soon', expiresAtMs: nowMs + 10 },
      { holdId: 'later', expiresAtMs: nowMs + 11 },
      { holdId: 'never' },
    ]
    for (const hold of holds) {
      isRecorded(
        t,
        await ledger.hold(tx, { ...label(hold.holdId), ...hold, account: 'buyer:acme', amountUnits: 5n }),
      )
    }
    clock.advanceMs(10)
    const destinations = [{ account: 'fees', amountUnits: 1n }]
    const post = (holdId: string) =>
      ledger.postHold(tx, { ...label(`post-${holdId}`), kind: 'test', holdId, destinations })
    t.like(await post('soon'), { reason: 'hold-expired', culprit: 'soon' })
    t.deepEqual(await ledger.voidExpiredHolds(tx, 10), ['soon'])
    t.deepEqual(await ledger.voidExpiredHolds(tx, 10), [])
    isRecorded(t, await post('later'))
    t.deepEqual(await held(tx, 'buyer:acme'), [99n, 5n, 94n])
  },
)

inMarket(
  'a statement runs from line to line, page to page, and shows where units came from and went',
  async (t, tx) => {
    await fund(tx, 1_000n)
    const pay = (key: string, north: bigint, south: bigint) =>
      ledger.transfer(tx, {
        ...label(key),
        kind: 'round-pay',
        bountyId: 'b1',
        round: 3,
        postings: [
          { account: 'payable:south', amountUnits: south },
          { account: 'payable:north', amountUnits: north },
          { account: 'buyer:acme', amountUnits: -north - south },
        ],
      })
    await pay('one', 30n, 5n)
    const last = isRecorded(t, await pay('two', 12n, 3n))
    const first = await ledger.statement(tx, 'buyer:acme', { limit: 2 })
    t.deepEqual(
      first?.lines.map(({ amountUnits, runningUnits }) => [amountUnits, runningUnits]),
      [
        [1_000n, 1_000n],
        [-35n, 965n],
      ],
    )
    const rest = await ledger.statement(tx, 'buyer:acme', { after: first!.nextAfter!, limit: 2 })
    t.deepEqual(rest, {
      nextAfter: null,
      lines: [
        {
          journalId: last,
          createdAtMs: clock.nowMs(),
          kind: 'round-pay',
          bountyId: 'b1',
          round: 3,
          reference: 'ref-two',
          memo: 'memo two',
          amountUnits: -15n,
          runningUnits: 950n,
          counterparts: [
            { account: 'payable:south', amountUnits: 3n },
            { account: 'payable:north', amountUnits: 12n },
          ],
        },
      ],
    })
    t.is(await ledger.statement(tx, 'buyer:nobody', { limit: 1 }), null)
  },
)

inMarket('a joint statement keeps the balance of each account, and cuts no journal in two', async (t, tx) => {
  await fund(tx, 1_000n)
  const pay = (key: string, north: bigint, south: bigint) =>
    ledger.transfer(tx, {
      ...label(key),
      kind: 'round-pay',
      postings: [
        { account: 'payable:south', amountUnits: south },
        { account: 'payable:north', amountUnits: north },
        { account: 'buyer:acme', amountUnits: -north - south },
      ],
    })
  const one = isRecorded(t, await pay('one', 30n, 5n))
  await pay('two', 12n, 3n)
  const accounts = ['payable:north', 'payable:south']
  const read = async (after: bigint, limit: number) =>
    (await readJointStatement(tx, accounts, { after, limit })).map(line => [
      line.account,
      line.amountUnits,
      line.runningUnits,
    ])
  const first = [
    ['payable:south', 5n, 5n],
    ['payable:north', 30n, 30n],
  ]
  const second = [
    ['payable:south', 3n, 8n],
    ['payable:north', 12n, 42n],
  ]
  t.deepEqual(await read(0n, 4), [...first, ...second])
  t.deepEqual(await read(0n, 3), first)
  t.deepEqual(await read(0n, 1), first)
  t.deepEqual(await read(one, 3), second)
  t.deepEqual(await readJointStatement(tx, [], { limit: 3 }), [])
  const [line] = await readJointStatement(tx, accounts, { limit: 3 })
  t.deepEqual(
    line?.counterparts.map(({ account }) => account),
    ['payable:north', 'buyer:acme'],
  )
})

inMarket(
  'accounts are listed by prefix, in the order of their names, and the prefix is no pattern',
  async (t, tx) => {
    const names = async (prefix: string) => (await ledger.balances(tx, prefix)).map(({ account }) => account)
    t.deepEqual(await names('payable:'), ['payable:gold', 'payable:north', 'payable:south'])
    t.deepEqual(await names('payable_'), [])
    t.is((await ledger.balances(tx)).length, 9)
  },
)

inMarket('opening again with the same terms is a replay, with others a mismatch', async (t, tx) => {
  const account = { id: 'fees', kind: 'fees', asset: 'credit', minimumUnits: 0n } as const
  t.deepEqual(await ledger.openAccount(tx, account), { kind: 'opened', isReplay: true })
  t.like(await ledger.openAccount(tx, { ...account, minimumUnits: -1n }), { reason: 'account-mismatch' })
  t.like(await ledger.openAccount(tx, { ...account, asset: 'gold' }), { reason: 'account-mismatch' })
  t.like(await ledger.openAccount(tx, { ...account, id: 'f', asset: 'lead' }), { reason: 'unknown-asset' })
  t.like(await ledger.openAccount(tx, { ...account, id: 'f', minimumUnits: null }), {
    reason: 'malformed-request',
  })
  t.deepEqual(await ledger.openAsset(tx, { id: 'gold', scale: 0 }), { kind: 'opened', isReplay: true })
  t.like(await ledger.openAsset(tx, { id: 'gold', scale: 3 }), { reason: 'asset-mismatch' })
})

/** Runs one statement that the database must refuse, and gives back the name of what refused it. */
async function refusedBy(storage: Storage, ...statements: readonly string[]): Promise<string> {
  try {
    await undone(storage, async tx => {
      await openMarket(ledger, tx)
      await fund(tx, 100n)
      await ledger.hold(tx, { ...label('hold'), holdId: 'h', account: 'buyer:acme', amountUnits: 5n })
      await ledger.voidHold(tx, { ...label('void'), holdId: 'h' })
      // What came before has passed its checks, as if committed.
      await sql`set constraints all immediate`.execute(tx)
      await sql`set constraints all deferred`.execute(tx)
      for (const statement of statements) await sql.raw(statement).execute(tx)
    })
    return 'nothing'
  } catch (error) {
    const { constraint, code, message } = error as { constraint?: string; code?: string; message: string }
    return constraint ?? (code === '23001' ? 'permanence' : message)
  }
}

onEach('what is recorded cannot be changed, deleted or emptied, whoever asks', async (t, storage) => {
  const attempts = [
    'update journal set memo = memo',
    'delete from journal',
    'update posting set amount = amount + 1',
    'delete from posting',
    'update account set min_balance = -5',
    'delete from account',
    'truncate posting',
    'truncate journal cascade',
    `update hold set state = 'pending', resolved_by = null`,
    'delete from hold',
    'truncate balance',
  ]
  for (const attempt of attempts) t.is(await refusedBy(storage, attempt), 'permanence', attempt)
})

const journal = (key: string, postingCount: number) =>
  `insert into journal (idempotency_key, request_hash, kind, reference, memo, posting_count, created_at_ms)
    values ('${key}', repeat('0', 64), 'raw', '', '', ${postingCount}, 0)`
const posting = (key: string, ordinal: number, account: string, amount: number) =>
  `insert into posting select id, ${ordinal}, '${account}', ${amount} from journal where idempotency_key = '${key}'`

onEach(
  'the database itself refuses a journal that does not sum to zero for each asset',
  async (t, storage) => {
    const unequal = [journal('j', 2), posting('j', 1, 'fees', 5), posting('j', 2, 'buyer:acme', -4)]
    t.is(await refusedBy(storage, ...unequal), 'journal_sums_to_zero')
    const acrossAssets = [journal('j', 2), posting('j', 1, 'payable:gold', 5), posting('j', 2, 'fees', -5)]
    t.is(await refusedBy(storage, ...acrossAssets), 'journal_sums_to_zero')
    const equal = [journal('j', 2), posting('j', 1, 'fees', 5), posting('j', 2, 'buyer:acme', -5)]
    t.is(await refusedBy(storage, ...equal), 'nothing')
  },
)

onEach('a real commit of an unbalanced journal fails and leaves no trace', async (t, storage) => {
  const writing = storage.transaction(async tx => {
    await openMarket(ledger, tx)
    await sql.raw(journal('half', 1)).execute(tx)
    await sql.raw(posting('half', 1, 'fees', 5)).execute(tx)
  })
  await t.throwsAsync(writing, { message: /do not sum to zero in credit/ })
  const left = await storage.db
    .selectFrom('journal')
    .select('id')
    .where('idempotency_key', '=', 'half')
    .execute()
  t.deepEqual(left, [])
})

onEach(
  'the database itself refuses postings that a journal did not declare, now or later',
  async (t, storage) => {
    t.is(await refusedBy(storage, journal('j', 1)), 'journal_is_complete')
    t.is(await refusedBy(storage, posting('fund', 3, 'fees', 5)), 'posting_has_place')
    t.is(await refusedBy(storage, posting('fund', 1, 'fees', 5)), 'posting_pkey')
    const zero = [journal('j', 1), posting('j', 1, 'fees', 0)]
    t.is(await refusedBy(storage, ...zero), 'posting_amount_check')
  },
)

onEach(
  'the database itself refuses a balance below the minimum and an unbounded account',
  async (t, storage) => {
    const spent = `update balance set posted = -1 where account_id = 'fees'`
    t.is(await refusedBy(storage, spent), 'free_units_above_minimum')
    const setAside = `update balance set pending_out = 101 where account_id = 'buyer:acme'`
    t.is(await refusedBy(storage, setAside), 'free_units_above_minimum')
    const unbounded = `insert into account values ('payable:x', 'payable', 'credit', null, 0)`
    t.is(await refusedBy(storage, unbounded), 'only_world_is_unbounded')
  },
)

onEach('the database itself refuses a posting of no journal or of no account', async (t, storage) => {
  const stray = `insert into posting values (4711, 1, 'fees', 5)`
  t.is(await refusedBy(storage, stray), 'posting_names_what_is_there')
  const nobody = [journal('j', 1), posting('j', 1, 'payable:nobody', 5)]
  t.is(await refusedBy(storage, ...nobody), 'posting_names_what_is_there')
})

inMarket(
  'commands together are judged one after the other: what comes in later pays for nothing',
  async (t, tx) => {
    await fund(tx, 100n)
    const pay = (key: string, from: string, to: string, units: bigint) => {
      const postings = [
        { account: from, amountUnits: -units },
        { account: to, amountUnits: units },
      ]
      return { command: 'transfer', request: { ...label(key), kind: 'move', postings } } as const
    }
    const onwards = [pay('a', 'buyer:acme', 'escrow:b1', 60n), pay('b', 'escrow:b1', 'fees', 50n)]
    const refused = { kind: 'rejected', reason: 'insufficient-funds', culprit: 'escrow:b1', place: 0 }
    t.deepEqual(await ledger.recordAll(tx, onwards.toReversed()), refused as never)
    t.deepEqual(
      [await held(tx, 'buyer:acme'), await held(tx, 'fees')],
      [
        [100n, 0n, 100n],
        [0n, 0n, 0n],
      ],
    )
    const recorded = await ledger.recordAll(tx, onwards)
    t.like(recorded, [{ isReplay: false }, { isReplay: false }])
    t.deepEqual(
      [await held(tx, 'buyer:acme'), await held(tx, 'fees')],
      [
        [40n, 0n, 40n],
        [50n, 0n, 50n],
      ],
    )
    // Again, with one more: the first two are known.
    const more = [...onwards, pay('c', 'fees', 'buyer:acme', 1n)]
    t.like(await ledger.recordAll(tx, more), [{ isReplay: true }, { isReplay: true }, { isReplay: false }])
    t.deepEqual(await held(tx, 'fees'), [49n, 0n, 49n])
    t.deepEqual(await ledger.recordAll(tx, []), [])
    t.deepEqual(
      (await ledger.audit(tx)).problems.filter(({ rule }) => rule !== 'I1'),
      [],
    )
  },
)

onEach(
  'an event may make and end more holds than a statement has room for parameters',
  async (t, storage) => {
    await undone(storage, async tx => {
      await openMarket(ledger, tx)
      await fund(tx, 10_000n)
      const names = Array.from({ length: 6_600 }, (_, i) => `hold ${i}`)
      const made = names.map(holdId => {
        const request = { ...label(holdId), holdId, account: 'buyer:acme', amountUnits: 1n }
        return { command: 'hold', request } as const
      })
      t.like(await ledger.recordAll(tx, made), { length: names.length })
      t.deepEqual(await held(tx, 'buyer:acme'), [10_000n, 6_600n, 3_400n])
      const ended = names.map(holdId => {
        const request = { ...label(`void ${holdId}`), holdId }
        return { command: 'void-hold', request } as const
      })
      t.like(await ledger.recordAll(tx, ended), { length: names.length })
      t.deepEqual(await held(tx, 'buyer:acme'), [10_000n, 0n, 10_000n])
      t.deepEqual((await ledger.audit(tx)).problems, [])
    })
  },
)

/** Breaks the books behind the triggers' backs and gives back what the audit says. */
async function auditAfter(
  t: ExecutionContext,
  storage: Storage,
  ...damage: readonly string[]
): Promise<string[]> {
  const found: string[] = []
  try {
    await storage.transaction(async tx => {
      await openMarket(ledger, tx)
      await fund(tx, 100n)
      const hold = { account: 'buyer:acme', amountUnits: 5n }
      isRecorded(t, await ledger.hold(tx, { ...label('hold'), ...hold, holdId: 'h' }))
      const destinations = [{ account: 'fees', amountUnits: 2n }]
      isRecorded(t, await ledger.postHold(tx, { ...label('post'), kind: 'bond', holdId: 'h', destinations }))
      isRecorded(t, await ledger.hold(tx, { ...label('hold-2'), ...hold, holdId: 'open' }))
      t.true((await ledger.audit(tx)).ok)
      await sql`set local session_replication_role = replica`.execute(tx)
      for (const statement of damage) await sql.raw(statement).execute(tx)
      const { problems } = await ledger.audit(tx)
      // That the rows' seals find it too is tampering.test.ts; here the replay has to find it without them.
      const replayed = problems.filter(({ rule }) => !['row-seal', 'request-hash'].includes(rule))
      found.push(...replayed.map(({ rule, where }) => `${rule} ${where.replace(/\d+/, 'N')}`))
      throw new Error('undo')
    })
  } catch (error) {
    if ((error as Error).message !== 'undo') throw error
  }
  return found
}

onEach('an audit finds what was changed behind the triggers, and says where', async (t, storage) => {
  const postingOf = (account: string, key: string) =>
    `where account_id = '${account}' and journal_id = (select id from journal where idempotency_key = '${key}')`
  t.deepEqual(
    await auditAfter(t, storage, `update balance set posted = 99 where account_id = 'buyer:acme'`),
    ['stored-balance buyer:acme'],
  )
  t.deepEqual(
    await auditAfter(t, storage, `update posting set amount = 101 ${postingOf('buyer:acme', 'fund')}`),
    ['I2 journal N', 'stored-balance buyer:acme', 'I8 credit'],
  )
  t.deepEqual(await auditAfter(t, storage, `delete from posting ${postingOf('fees', 'post')}`), [
    'posting-count journal N',
    'I2 journal N',
    'stored-balance fees',
    'I8 credit',
  ])
  t.deepEqual(await auditAfter(t, storage, `update hold set posted_amount = 3 where id = 'h'`), ['I5 hold h'])
  const openJournal = `(select id from journal where idempotency_key = 'hold-2')`
  const earlier = `update hold set resolved_by = ${openJournal} where id = 'h'`
  t.deepEqual((await auditAfter(t, storage, earlier)).sort(), ['I5 hold h'])
  const twice = `update hold set state = 'voided', resolved_by = (select id from journal where idempotency_key = 'fund')
    where id = 'open'`
  t.deepEqual((await auditAfter(t, storage, twice)).includes('I4 hold open'), true)
})

onEach(
  'an audit finds escrow units that went elsewhere than to earnings, fees or a buyer',
  async (t, storage) => {
    await undone(storage, async tx => {
      await openMarket(ledger, tx)
      await ledger.deposit(tx, { ...label('d'), account: 'escrow:b1', amountUnits: 50n })
      const postings = [
        { account: 'escrow:b1', amountUnits: -20n },
        { account: 'world', amountUnits: 20n },
      ]
      isRecorded(t, await ledger.transfer(tx, { ...label('leak'), kind: 'leak', postings }))
      const { ok, problems } = await ledger.audit(tx)
      t.false(ok)
      t.deepEqual(
        problems.map(({ rule }) => rule),
        ['I1', 'I1'],
      )
    })
  },
)
