import test from 'ava'
import {
  enc,
  hkdf,
  openRecord,
  openSecretbox,
  sealRecord,
  unsafeFixedRandom,
  utf8,
} from '../../../aggregation/index.ts'

const place = {
  key: new Uint8Array(32).fill(3),
  purpose: 'parley/v1/content-key',
  of: [utf8('a'), utf8('bc')],
}
const contents = utf8('a small secret')

test('a record opens in its place alone, and unaltered', t => {
  const sealed = sealRecord(contents, place, unsafeFixedRandom('record'))
  t.is(sealed.length, 24 + 16 + contents.length)
  t.deepEqual(openRecord(sealed, place), contents)
  for (const other of [
    { ...place, key: new Uint8Array(32).fill(4) },
    { ...place, purpose: 'parley/v1/webhook-secret' },
    { ...place, of: [utf8('ab'), utf8('c')] },
    { ...place, of: [utf8('a')] },
  ])
    t.is(openRecord(sealed, other), undefined)
  for (let at = 0; at < sealed.length; at++)
    t.is(
      openRecord(
        sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)),
        place,
      ),
      undefined,
    )
  for (const length of [0, 23, 24, 40]) t.is(openRecord(sealed.subarray(0, length), place), undefined)
})

test('a record is a nonce and a secretbox under HKDF of key, purpose and place', t => {
  const sealed = sealRecord(contents, place, unsafeFixedRandom('record'))
  const key = hkdf(place.key, utf8('parley/v1/content-key'), enc(utf8('a'), utf8('bc')))
  t.deepEqual(openSecretbox(sealed.subarray(24), sealed.subarray(0, 24), key), contents)
  t.deepEqual(sealed.subarray(0, 24), unsafeFixedRandom('record').bytes(24))
})
