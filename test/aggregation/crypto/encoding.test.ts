import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  bitmapOf,
  compareBytes,
  enc,
  equalBytes,
  fieldsOf,
  fromHex,
  isAllZero,
  membersOf,
  taggedHash,
  toHex,
  u8,
  u16,
  u32,
  u64,
  utf8,
} from '../../../aggregation/crypto/index.ts'

test('integers are little-endian and out-of-range values throw', t => {
  t.is(toHex(u8(0xfe)), 'fe')
  t.is(toHex(u16(0x0102)), '0201')
  t.is(toHex(u32(0x01020304)), '04030201')
  t.is(toHex(u64(2 ** 40 + 5)), '0500000000010000')
  t.is(toHex(u64(0xffffffffffffffffn)), 'ffffffffffffffff')
  for (const bad of [() => u8(256), () => u16(-1), () => u32(1.5), () => u64(2 ** 53), () => u64(-1n)]) {
    t.throws(bad, { instanceOf: RangeError })
  }
})

test('an encoding carries the length of every field', t => {
  t.is(toHex(enc(utf8('ab'), new Uint8Array(0), u8(7))), '0200000061620000000001' + '00000007')
  t.notDeepEqual(enc(utf8('ab'), utf8('c')), enc(utf8('a'), utf8('bc')))
})

testProp(
  'the fields of an encoding are read back, and bytes that were cut short or gone on with encode no list',
  [fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 6 }), fc.integer({ min: 1, max: 3 })],
  (t, fields, odd) => {
    const encoded = enc(...fields)
    t.deepEqual(
      fieldsOf(encoded)?.map(field => toHex(field)),
      fields.map(field => toHex(field)),
    )
    t.is(fieldsOf(new Uint8Array([...encoded, ...new Uint8Array(odd)])), undefined)
    if (fields.length > 0 && fields.at(-1)!.length > 0)
      t.is(fieldsOf(encoded.subarray(0, encoded.length - 1)), undefined)
  },
)

test('a tagged hash is SHA-256 of the tag, a zero byte and the body', t => {
  const expected = '516a5e926ce20c5f4d80f00e1a01abdf14986def6588d6abeed9fce090bc660c'
  t.is(toHex(taggedHash('abc', utf8('def'))), expected)
  t.notDeepEqual(taggedHash('abc', utf8('def')), taggedHash('abcd', utf8('ef')))
})

testProp('hexadecimal goes there and back', [fc.uint8Array()], (t, value) => {
  t.deepEqual(fromHex(toHex(value)), value)
})

test('bytes compare by value, and order as unsigned numbers', t => {
  t.true(equalBytes(u16(300), u16(300)))
  t.false(equalBytes(u16(300), u16(301)))
  t.false(equalBytes(u16(1), u32(1)))
  t.true(compareBytes(u8(200), u8(100)) > 0)
  t.true(compareBytes(u8(1), Uint8Array.of(1, 0)) < 0)
  t.true(isAllZero(new Uint8Array(4)))
  t.false(isAllZero(Uint8Array.of(0, 0, 4)))
})

test('member 1 is the lowest bit of the first byte and member 9 the lowest of the second', t => {
  t.is(toHex(bitmapOf([1, 4, 9], 10)), '0901')
  t.deepEqual(membersOf(fromHex('0901'), 10), [1, 4, 9])
  t.throws(() => bitmapOf([11], 10), { instanceOf: RangeError })
})

test('a bitmap of the wrong length or with a bit past its size is refused', t => {
  t.is(membersOf(fromHex('0904'), 10), undefined)
  t.is(membersOf(fromHex('09'), 10), undefined)
  t.is(membersOf(fromHex('090100'), 10), undefined)
})

testProp(
  'a bitmap holds its members',
  [
    fc
      .integer({ min: 1, max: 140 })
      .chain(size => fc.tuple(fc.constant(size), fc.subarray([...Array(size).keys()]))),
  ],
  (t, [size, positions]) => {
    const members = positions.map(position => position + 1)
    t.deepEqual(membersOf(bitmapOf(members, size), size), members)
  },
)
