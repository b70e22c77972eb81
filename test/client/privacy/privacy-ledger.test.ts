import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { sha256, unsafeFixedRandom, utf8 } from '../../../aggregation/index.ts'
import {
  FolderInUseError,
  openPrivacyLedger,
  PrivacyLedgerError,
  readPrivacyLedger,
} from '../../../client/index.ts'
import type { ClassDataset } from '../../../learning/index.ts'

const random = unsafeFixedRandom('privacy ledger')
const event = { mechanism: { kind: 'gaussian', noise: 1.1 }, sampling: 0.01, steps: 100 } as const
const [first, second] = ['ab'.repeat(32), 'cd'.repeat(32)]
const attempt = (bountyId: string, round: number, number = 1) => ({
  bountyId,
  round,
  attempt: number,
  group: 1,
})

/** An id of the one session that each attempt has here. */
const session = (bountyId: string, round: number, number = 1) =>
  sha256(utf8(`${bountyId} ${round} ${number}`))

/** Records of two features, a record for each number. */
function recordsOf(numbers: readonly number[]): ClassDataset {
  return {
    features: Float32Array.from(numbers.flatMap(number => [number, -number])),
    labels: Int32Array.from(numbers, number => number % 2),
    classes: 2,
    featureShape: [2],
    examples: numbers.length,
  } as ClassDataset
}

const rootOf = (byte: number) => new Uint8Array(32).fill(byte)

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-privacy-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function opened<T>(folder: string, use: (ledger: ReturnType<typeof openPrivacyLedger>) => T): T {
  const ledger = openPrivacyLedger(folder, random, () => 5)
  try {
    return use(ledger)
  } finally {
    ledger.close()
  }
}

/** Charges of these records, by bounty and round. */
const told = (folder: string, numbers: readonly number[], root = rootOf(numbers.length)) =>
  opened(folder, ledger =>
    ledger
      .accountOf(recordsOf(numbers), root)
      .charges()
      .map(({ bountyId, round }) => `${bountyId.slice(0, 2)} ${round}`),
  )

test('what was spent is there after a restart, for every bounty and buyer', t => {
  const folder = folderFor(t)
  opened(folder, ledger => {
    const account = ledger.accountOf(recordsOf([1, 2, 3]), rootOf(3))
    account.charge(attempt(first, 1), session(first, 1), 'acme', event)
    account.charge(attempt(second, 1), session(second, 1), 'umbrella', undefined)
  })
  t.deepEqual(told(folder, [1, 2, 3]), ['ab 1', 'cd 1'])
  t.like(readPrivacyLedger(folder)[0]!.charges[0], { buyer: 'acme', event, atMs: 5, dataset: 1 })
})

test('an attempt is charged once, and another attempt at the round again', t => {
  const folder = folderFor(t)
  opened(folder, ledger => {
    const account = ledger.accountOf(recordsOf([1]), rootOf(1))
    t.false(account.hasCharged(session(first, 1)))
    for (const number of [1, 1, 2])
      account.charge(attempt(first, 1, number), session(first, 1, number), 'acme', event)
    t.true(account.hasCharged(session(first, 1, 2)))
  })
  t.deepEqual(told(folder, [1]), ['ab 1', 'ab 1'])
})

test('attack: records in another order, some left out or with new ones among them, have no new budget', t => {
  const folder = folderFor(t)
  opened(folder, ledger =>
    ledger
      .accountOf(recordsOf([1, 2, 3]), rootOf(3))
      .charge(attempt(first, 1), session(first, 1), 'acme', event),
  )
  t.deepEqual(told(folder, [3, 2, 1], rootOf(9)), ['ab 1'])
  t.deepEqual(told(folder, [2]), ['ab 1'])
  t.deepEqual(told(folder, [7, 8, 9, 3]), ['ab 1'])
})

test('attack: an attempt that is played again in another session is charged again', t => {
  const folder = folderFor(t)
  opened(folder, ledger => {
    const account = ledger.accountOf(recordsOf([1]), rootOf(1))
    account.charge(attempt(first, 1), session(first, 1), 'acme', event)
    t.false(account.hasCharged(session(first, 9)))
    account.charge(attempt(first, 1), session(first, 9), 'acme', event)
  })
  t.deepEqual(told(folder, [1]), ['ab 1', 'ab 1'])
})

test('attack: the same file under a schema that scales its columns otherwise has no new budget', t => {
  const folder = folderFor(t)
  const [place, contents] = [utf8('place /data/patients.csv'), utf8('contents 00ff')]
  const toldOf = (numbers: readonly number[], sources: readonly Uint8Array[]) =>
    opened(folder, ledger => ledger.accountOf(recordsOf(numbers), rootOf(7), sources).charges().length)
  opened(folder, ledger =>
    ledger
      .accountOf(recordsOf([1, 2]), rootOf(2), [place, contents])
      .charge(attempt(first, 1), session(first, 1), 'acme', event),
  )
  t.is(toldOf([1.001, 2.001], [place, utf8('contents 01')]), 1)
  t.is(toldOf([1.002, 2.002], [utf8('place /copy.csv'), contents]), 1)
  t.is(toldOf([1.003, 2.003], [utf8('place /other.csv'), utf8('contents 02')]), 0)
})

test('records of which none was seen before have a budget of their own', t => {
  const folder = folderFor(t)
  opened(folder, ledger =>
    ledger
      .accountOf(recordsOf([1, 2, 3]), rootOf(3))
      .charge(attempt(first, 1), session(first, 1), 'acme', event),
  )
  t.deepEqual(told(folder, [4, 5]), [])
})

test('what two datasets with a record in common spend is spent for both, also after they were known', t => {
  const folder = folderFor(t)
  opened(folder, ledger => {
    const left = ledger.accountOf(recordsOf([1, 2]), rootOf(2))
    const right = ledger.accountOf(recordsOf([2, 3, 4]), rootOf(3))
    right.charge(attempt(first, 1), session(first, 1), 'acme', event)
    t.is(right.charges().length, 1)
    left.charge(attempt(second, 1), session(second, 1), 'acme', event)
    t.is(right.charges().length, 2)
    t.is(left.charges().length, 2)
  })
  t.deepEqual(told(folder, [1, 2]), ['ab 1', 'cd 1'])
  // Of record 1 only the second tells; of those that it has nothing in common with, nothing.
  t.deepEqual(told(folder, [1]), ['cd 1'])
  t.deepEqual(
    readPrivacyLedger(folder).map(({ linked }) => linked),
    [
      [1, 2, 3],
      [1, 2],
      [1, 3],
    ],
  )
})

test('a line that was being written when the power went is cut off; nothing that depended on it had left', t => {
  const folder = folderFor(t)
  opened(folder, ledger =>
    ledger.accountOf(recordsOf([1]), rootOf(1)).charge(attempt(first, 1), session(first, 1), 'acme', event),
  )
  appendFileSync(join(folder, 'ledger.jsonl'), '{"kind":"charge","data')
  t.deepEqual(told(folder, [1]), ['ab 1'])
  opened(folder, ledger =>
    ledger.accountOf(recordsOf([1]), rootOf(1)).charge(attempt(first, 2), session(first, 2), 'acme', event),
  )
  t.deepEqual(told(folder, [1]), ['ab 1', 'ab 2'])
})

test('attack: a line that was changed, or taken out, is found, and the ledger is not used', t => {
  const folder = folderFor(t)
  const path = join(folder, 'ledger.jsonl')
  opened(folder, ledger => {
    const account = ledger.accountOf(recordsOf([1]), rootOf(1))
    for (const round of [1, 2, 3]) account.charge(attempt(first, round), session(first, round), 'acme', event)
  })
  const whole = readFileSync(path, 'utf8')
  for (const altered of [
    whole.replace('"steps":100', '"steps":1'),
    whole.split('\n').toSpliced(1, 1).join('\n'),
    whole.replace('{', '['),
  ]) {
    t.not(altered, whole)
    writeFileSync(path, altered)
    const error = t.throws(() => told(folder, [1]), { instanceOf: PrivacyLedgerError })
    t.regex(error.message, /ledger\.jsonl, line \d: .*restore the file from a backup/)
  }
  writeFileSync(path, whole)
  t.is(told(folder, [1]).length, 3)
})

test('a ledger without its key, or without the fingerprints of a dataset, is not used', t => {
  for (const name of ['key', 'records/1.bin']) {
    const folder = folderFor(t)
    opened(folder, ledger =>
      ledger.accountOf(recordsOf([1]), rootOf(1)).charge(attempt(first, 1), session(first, 1), 'acme', event),
    )
    rmSync(join(folder, name))
    t.throws(() => told(folder, [1]), { instanceOf: PrivacyLedgerError, message: /missing or damaged/ })
  }
})

test('one agent works with a ledger at a time; anybody may read it meanwhile', t => {
  const folder = folderFor(t)
  opened(folder, ledger => {
    ledger.accountOf(recordsOf([1]), rootOf(1)).charge(attempt(first, 1), session(first, 1), 'acme', event)
    t.throws(() => openPrivacyLedger(folder, random, () => 0), { instanceOf: FolderInUseError })
    t.is(readPrivacyLedger(folder)[0]!.charges.length, 1)
  })
  t.deepEqual(readPrivacyLedger(join(folder, 'nowhere')), [])
})

test('no record, and nothing that a guess could be tried on without the key, is in the folder', t => {
  const [left, right] = [folderFor(t), folderFor(t)]
  const fingerprints = [left, right].map(folder => {
    opened(folder, ledger => ledger.accountOf(recordsOf([1]), rootOf(1)))
    return readFileSync(join(folder, 'records/1.bin')).toString('hex')
  })
  t.is(fingerprints[0]!.length, 16)
  t.not(fingerprints[0], fingerprints[1])
})
