import test from 'ava'
import {
  accountText,
  changeText,
  movementTitle,
  partyText,
  statementAddress,
} from '../../../../coordinator/console/page/statement-words.ts'

const id = 'b0'.repeat(32)

test('accounts are told in words, without the bounty’s id', t => {
  t.is(accountText(`escrow:${id}`), 'escrow')
  t.is(accountText(`escrow:${id}:epoch:12`), 'escrow of epoch 12')
  t.is(accountText('payable:alder'), 'alder')
  t.is(accountText('buyer:acme'), 'acme')
  t.is(accountText(`holdback:${id}:alder`), 'held back for alder')
  t.is(accountText(`stake:${id}:alder`), 'stake of alder')
  t.is(accountText(`bond:${id}:coordinator`), 'coordinator’s bond')
  t.is(accountText(`bond:${id}:appeal:2`), 'bond of appeal 2')
  t.is(accountText('fees'), 'coordinator’s fees')
})

test('a movement has a title with its round, also one that has no words of its own', t => {
  t.is(movementTitle({ kind: 'round-pay', round: 3 }), 'Pay, round 3')
  t.is(movementTitle({ kind: 'dispute-bond', round: 0 }), 'Dispute bond')
})

test('a party sees what came in with plus and what went out with minus; all see what moved', t => {
  const line = { amountUnits: '1234', changeUnits: '-1234' }
  t.is(changeText('buyer', line), '-1,234')
  t.is(changeText('fees', { ...line, changeUnits: '1234' }), '+1,234')
  t.is(changeText('holder:alder', { ...line, changeUnits: '0' }), '1,234')
  t.is(changeText('all', line), '1,234')
})

test('a party has a name, and its statement an address', t => {
  t.is(partyText('buyer', 'acme'), 'Buyer: acme')
  t.is(partyText('holder:alder', 'acme'), 'Holder: alder')
  t.is(statementAddress(id, 'holder:alder'), `/api/bounties/${id}/statement?party=holder%3Aalder`)
  t.is(statementAddress(id, 'all', { after: 200 }), `/api/bounties/${id}/statement?party=all&after=200`)
  t.is(statementAddress(id, 'fees', { format: 'csv' }), `/api/bounties/${id}/statement.csv?party=fees`)
})
