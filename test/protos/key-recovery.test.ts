import test from 'ava'
import { fromHex, generateSigner, sha256, toHex, unsafeFixedRandom, utf8 } from '../../aggregation/index.ts'
import {
  isApproved,
  isRecoverySigned,
  recoveryKeysFault,
  recoverySetSigningBytes,
  recoverySigningBytes,
  signRecovery,
} from '../../protos/key-recovery.ts'
import type { KeyOwner } from '../../protos/owner-statement.ts'

const random = unsafeFixedRandom('recovery')
const people = [1, 2, 3].map(() => generateSigner(random).signer)
const keys = people.map(({ publicKey }) => publicKey)
const fresh = generateSigner(random).signer
const destination = { environment: 'dev', audience: toHex(sha256(utf8('coordinator'))) }
const owner: KeyOwner = { organisation: 'st-anna', role: 'holder' }
const recovery = { counter: 1_700_000_000_123, newKey: fresh.publicKey, notAfterMs: 1_707_776_000_000 }
const signed = recoverySigningBytes(destination, owner, recovery)

test('what recovery keys sign has the bytes that the page has', t => {
  const fields = (domain: string, ...parts: readonly (string | Uint8Array)[]) =>
    Buffer.concat([
      utf8(`${domain}\0`),
      ...parts.flatMap(part => {
        const bytes = typeof part === 'string' ? utf8(part) : part
        const length = Buffer.alloc(4)
        length.writeUInt32LE(bytes.length)
        return [length, bytes]
      }),
    ])
  const u64 = (value: number) => fromHex(value.toString(16).padStart(16, '0')).reverse()
  const own = ['dev', fromHex(destination.audience), 'st-anna', 'holder', u64(1_700_000_000_123)] as const
  t.is(
    Buffer.from(signed).toString('hex'),
    fields('parley/v1/recover-key', ...own, fresh.publicKey, u64(1_707_776_000_000)).toString('hex'),
  )
  const setting = { counter: recovery.counter, threshold: 2, keys }
  t.is(
    Buffer.from(recoverySetSigningBytes(destination, owner, setting)).toString('hex'),
    fields('parley/v1/set-recovery', ...own, u64(2), ...keys).toString('hex'),
  )
})

test('a recovery holds with as many different recovery keys as the threshold says, and its new key; for nothing else', t => {
  const request = (...signing: readonly (typeof fresh)[]) => ({
    ...{ ...owner, ...recovery, newSignature: fresh.sign(signed) },
    signatures: signing.map(person => signRecovery(signed, person)),
  })
  const [a, b, c] = people as [typeof fresh, typeof fresh, typeof fresh]
  const two = { threshold: 2, keys }
  const holds = (asked: ReturnType<typeof request>, policy = two) =>
    isRecoverySigned(destination, policy, asked)
  t.true(holds(request(a, c)))
  t.true(holds(request(c, b, a)))
  t.false(holds(request(b)))
  t.false(holds(request(b, b)))
  t.false(holds(request(a, b, b)))
  t.false(holds(request(a, fresh)))
  t.false(holds(request(a, b), { threshold: 3, keys }))
  t.false(holds(request(), { threshold: 0, keys: [] }))
  // One that does not hold is not counted out.
  const [one, two_] = request(a, b).signatures
  t.false(
    holds({ ...request(a, b), signatures: [one!, two_!, { key: c.publicKey, signature: one!.signature }] }),
  )
  for (const change of [
    { organisation: 'st-anne' },
    { role: 'data-owner' as const },
    { counter: recovery.counter + 1 },
    { notAfterMs: recovery.notAfterMs + 1 },
    { newKey: a.publicKey },
    { newSignature: a.sign(signed) },
  ])
    t.false(holds({ ...request(a, b), ...change }), JSON.stringify(Object.keys(change)))
  const elsewhere = { ...destination, environment: 'live' }
  t.false(isRecoverySigned(elsewhere, two, request(a, b)))
})

test('a statement about recovery keys is none about a new key', t => {
  const setting = { counter: recovery.counter, threshold: 2, keys }
  const set = recoverySetSigningBytes(destination, owner, setting)
  const signatures = people.map(person => signRecovery(set, person))
  t.true(isApproved({ threshold: 3, keys }, set, signatures))
  t.false(isApproved({ threshold: 3, keys }, signed, signatures))
})

test('there are two to nine recovery keys, all different, and two at least must sign', t => {
  const many = Array.from({ length: 10 }, (_, i) => new Uint8Array(32).fill(i))
  const faults = [
    [1, 2],
    [2, 1],
    [2, 2],
    [2, 3],
    [9, 9],
    [10, 2],
  ].map(([count, threshold]) => recoveryKeysFault({ threshold: threshold!, keys: many.slice(0, count) }))
  t.deepEqual(faults, ['keys', 'threshold', undefined, 'threshold', undefined, 'keys'])
  t.is(recoveryKeysFault({ threshold: 2, keys: [many[1]!, many[2]!, many[1]!] }), 'keys')
})
