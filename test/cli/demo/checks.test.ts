import test from 'ava'
import { booksBalance } from '../../../cli/demo/checks.ts'

type Books = Parameters<typeof booksBalance>

const bounty = { paidUnits: 90n, feeUnits: 3n, refundedUnits: 7n } as Books[0]
const terms = { pay: { priceUnits: '100' } } as Books[1]
const earnings = {
  totals: { paidUnits: 90n, feeUnits: 3n, refundedUnits: 7n },
  byHolder: new Map([['anna', { baseUnits: 50n, qualityUnits: 30n, share: 1 }]]),
  byEvaluator: new Map([['lab', 10n]]),
} as unknown as Books[2]
const books = (quality: bigint, lab: bigint) => ({
  paid: new Map([
    [
      'anna',
      new Map([
        ['round-pay', 50n],
        ['quality-pay', quality],
      ]),
    ],
    ['lab', new Map([['evaluators-pay', lab]])],
  ]),
})

test('books balance where every party was paid what the replay of the log says, and the parts are the price', t => {
  const audit = { ok: true } as Books[4]
  t.true(booksBalance(bounty, terms, earnings, books(30n, 10n), audit))
  t.false(booksBalance(bounty, terms, earnings, books(29n, 10n), audit))
  t.false(booksBalance(bounty, terms, earnings, books(30n, 11n), audit))
  t.false(booksBalance(bounty, terms, earnings, books(30n, 10n), { ...audit, ok: false }))
  t.false(booksBalance({ ...bounty, refundedUnits: 8n }, terms, earnings, books(30n, 10n), audit))
  t.false(booksBalance(bounty, { pay: { priceUnits: '101' } } as Books[1], earnings, books(30n, 10n), audit))
})
