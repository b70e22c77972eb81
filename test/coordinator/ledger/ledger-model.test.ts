import anyTest, { type TestFn } from 'ava'
import fc from 'fast-check'
import { useDatabases } from '../../support/databases.ts'
import { agree, seen, sequences } from './ledger-runs.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)

for (const kind of ['memory', 'postgres'] as const) {
  test.serial(`any sequence of commands has the outcomes and balances of the model (${kind})`, async t => {
    t.timeout(300_000)
    const storage = databases.find(kind)
    if (storage === null) {
      t.log('skipped: no PostgreSQL server is installed')
      return t.pass()
    }
    await fc.assert(
      fc.asyncProperty(sequences, run => agree(storage, run)),
      { numRuns: 40 },
    )
    t.pass()
  })
}

test.serial('the sequences reached every command and the refusals that need a history', t => {
  const expected = [
    'deposit false',
    'transfer false',
    'hold false',
    'post false',
    'void false',
    'expire',
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
    'together 3',
    'together insufficient-funds',
  ]
  t.deepEqual(
    expected.filter(key => !seen.has(key) && !seen.has(`together ${key}`)),
    [],
  )
})
