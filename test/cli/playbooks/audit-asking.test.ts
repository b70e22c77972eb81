import test from 'ava'
import { fromHex } from '../../../aggregation/index.ts'
import { endCheck } from '../../../cli/playbooks/audit-asking.ts'
import { type AuditKind, auditEvent } from '../../../protos/audit/index.ts'

const [alder, birch] = ['aa'.repeat(16), 'bb'.repeat(16)]
const at = (atMs: number, kind: AuditKind, keyId = alder) => auditEvent({ atMs, kind, keyId })
const ended = [{ keyId: fromHex(alder), endedAtMs: 1_000 }]

test('a request of an ended key that was accepted a millisecond after the end is found, and one at the end is none', t => {
  const before = [at(999, 'request-accepted'), at(1_000, 'request-accepted'), at(1_000, 'key-revoked')]
  t.true(endCheck(before, ended).holds)
  const late = endCheck([...before, at(1_001, 'request-accepted')], ended)
  t.false(late.holds)
  t.regex(late.detail, /^1 accepted and 0 refused/)
})

test('what is refused of the key, and what others do, is no fault', t => {
  const events = [
    at(1_000, 'key-revoked'),
    at(1_002, 'request-refused'),
    at(1_003, 'request-accepted', birch),
    at(1_004, 'request-refused', birch),
  ]
  const check = endCheck(events, ended)
  t.true(check.holds)
  t.regex(check.detail, /^0 accepted and 1 refused/)
})

test('where the audit does not tell of every end, nothing is said to hold', t => {
  const both = [...ended, { keyId: fromHex(birch), endedAtMs: 1_000 }]
  t.false(endCheck([at(1_000, 'key-revoked')], both).holds)
  t.true(endCheck([at(1_000, 'key-revoked'), at(1_000, 'key-revoked', birch)], both).holds)
})
