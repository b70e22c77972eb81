import { crc32 } from 'node:zlib'
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { sha256, systemRandom, toHex, unsafeFixedRandom, utf8 } from '../../aggregation/index.ts'
import { apiKeysIn, keyEnvironments, makeApiKey, readApiKey } from '../../protos/api-key.ts'

test('a key says where it counts and what it is for, and is known again by its hash', t => {
  for (const environment of keyEnvironments) {
    const made = makeApiKey(environment, 'reading', systemRandom)
    t.regex(made.text, new RegExp(`^parley_${environment}_r[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$`))
    t.true(made.text.includes(`_r${made.id}_`))
    const { kind, id } = made
    t.deepEqual(readApiKey(made.text), { kind: 'read', label: { environment, kind, id }, hash: made.hash })
    t.is(made.hash, toHex(sha256(utf8(made.text))))
  }
  t.not(makeApiKey('dev', 'reading', systemRandom).text, makeApiKey('dev', 'reading', systemRandom).text)
})

test('the checksum is the CRC-32 of all before it, in base 62', t => {
  const { text } = makeApiKey('test', 'invitation', unsafeFixedRandom('key'))
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let number = 0
  for (const digit of text.slice(-6)) number = number * 62 + digits.indexOf(digit)
  t.is(number, crc32(text.slice(0, -6)))
})

testProp(
  'one changed character makes it no key',
  [fc.integer({ min: 0, max: 76 }), fc.constantFrom(...'09AZaz')],
  (t, place, other) => {
    const { text } = makeApiKey('live', 'reading', unsafeFixedRandom('changed'))
    fc.pre(text[place] !== other && place < text.length)
    t.not(readApiKey(text.slice(0, place) + other + text.slice(place + 1)).kind, 'read')
  },
)

test('keys are found in a text, at their places, and neither longer words nor pieces of them', t => {
  const { text } = makeApiKey('live', 'invitation', systemRandom)
  t.deepEqual(apiKeysIn(`code=${text}; again "${text}"`), [
    { index: 5, text },
    { index: 5 + text.length + 9, text },
  ])
  t.deepEqual(apiKeysIn(`${text}x ${text.slice(0, -1)} parley_prod_${text.slice(12)}`), [])
  t.is(readApiKey(` ${text}`).kind, 'other')
})
