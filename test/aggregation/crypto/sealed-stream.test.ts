import { createDecipheriv } from 'node:crypto'
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  concat,
  hkdf,
  isSealedLength,
  openSealedStream,
  openSealing,
  openUnsealing,
  readSealedHeader,
  SealedStreamError,
  type StreamCipher,
  sealedContentsLength,
  sealedStreamHeaderBytes,
  sealStream,
  sha256,
  toHex,
  unsafeFixedRandom,
  utf8,
} from '../../../aggregation/index.ts'

const key = new Uint8Array(32).fill(5)
const chunkBytes = 16
const sealedChunk = chunkBytes + 16
const random = unsafeFixedRandom('stream')

function seal(contents: Uint8Array, contentKey = key): Uint8Array {
  return sealStream(contents, contentKey, { random, chunkBytes })
}

function faultOf(sealed: Uint8Array, contentKey = key): string {
  try {
    openSealedStream(sealed, contentKey)
    return 'opened'
  } catch (error) {
    if (error instanceof SealedStreamError) return error.fault
    throw error
  }
}

/** Header, then the chunks. */
function parts(sealed: Uint8Array): readonly [Uint8Array, ...Uint8Array[]] {
  const chunks = []
  for (let at = sealedStreamHeaderBytes; at < sealed.length; at += sealedChunk)
    chunks.push(sealed.slice(at, at + sealedChunk))
  return [sealed.slice(0, sealedStreamHeaderBytes), ...chunks]
}

function inPieces(cipher: StreamCipher, bytes: Uint8Array, cuts: readonly number[]): Uint8Array {
  const done = []
  let at = 0
  for (const cut of cuts) {
    done.push(cipher.push(bytes.subarray(at, at + cut)))
    at += cut
  }
  return concat(...done, cipher.push(bytes.subarray(at)), cipher.finish())
}

const contentsOf = fc.uint8Array({ maxLength: 100 })
const cutsOf = fc.array(fc.nat(40), { maxLength: 6 })

testProp(
  'what was sealed opens, in whatever pieces it comes',
  [contentsOf, cutsOf, cutsOf],
  (t, contents, some, others) => {
    const sealed = inPieces(openSealing(key, { random, chunkBytes }), contents, some)
    t.deepEqual(inPieces(openUnsealing(key), sealed, others), contents)
    t.is(sealedContentsLength(sealed.length, { chunkBytes }), contents.length)
    t.true(isSealedLength(sealed.length, { chunkBytes }))
  },
)

testProp('a slow twin that knows the whole file opens it too', [contentsOf], (t, contents) => {
  const [header, ...chunks] = parts(seal(contents))
  const prefix = header.subarray(10, 17)
  const both = hkdf(key, prefix, utf8('parley/v1/sealed-stream'), 64)
  t.deepEqual(both.slice(32), header.slice(17))
  const opened = chunks.map((chunk, i) => {
    const nonce = Buffer.alloc(12)
    nonce.set(prefix)
    nonce.writeUInt32BE(i, 7)
    nonce[11] = i === chunks.length - 1 ? 1 : 0
    const decipher = createDecipheriv('aes-256-gcm', both.subarray(0, 32), nonce)
    decipher.setAAD(header)
    decipher.setAuthTag(chunk.subarray(-16))
    return Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()])
  })
  t.deepEqual(new Uint8Array(Buffer.concat(opened)), contents)
})

testProp('no bit can be flipped', [contentsOf, fc.nat(), fc.nat(7)], (t, contents, place, bit) => {
  const sealed = seal(contents)
  const at = place % sealed.length
  sealed[at] = sealed[at]! ^ (1 << bit)
  t.not(faultOf(sealed), 'opened')
})

testProp(
  'a file that is cut off anywhere, or goes on, does not open',
  [contentsOf, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 70 })],
  (t, contents, place, more) => {
    const sealed = seal(contents)
    t.not(faultOf(sealed.subarray(0, place % sealed.length)), 'opened')
    t.not(faultOf(concat(sealed, more)), 'opened')
  },
)

test('every chunk that is flipped, left out, doubled, exchanged or taken from elsewhere is refused', t => {
  const contents = Uint8Array.from({ length: 4 * chunkBytes + 3 }, (_, i) => i)
  const [header, ...chunks] = parts(seal(contents))
  const [, ...others] = parts(seal(contents))
  t.is(chunks.length, 5)
  t.is(faultOf(concat(header, ...chunks)), 'opened')
  for (const [i, chunk] of chunks.entries()) {
    const flipped = chunk.map((byte, at) => (at === 0 ? byte ^ 1 : byte))
    t.is(faultOf(concat(header, ...chunks.with(i, flipped))), 'chunk', `flipped ${i}`)
    t.is(faultOf(concat(header, ...chunks.toSpliced(i, 1))), 'chunk', `left out ${i}`)
    t.is(faultOf(concat(header, ...chunks.toSpliced(i, 0, chunk))), 'chunk', `doubled ${i}`)
    t.is(faultOf(concat(header, ...chunks.with(i, others[i]!))), 'chunk', `of another file ${i}`)
    for (const [k, other] of chunks.entries())
      if (k !== i)
        t.is(
          faultOf(concat(header, ...chunks.with(i, other).with(k, chunk))),
          'chunk',
          `exchanged ${i}, ${k}`,
        )
  }
})

test('full chunks that end a file are its last ones, and none follows', t => {
  const contents = new Uint8Array(2 * chunkBytes).fill(1)
  const sealed = seal(contents)
  t.is(sealed.length, sealedStreamHeaderBytes + 2 * sealedChunk)
  t.is(faultOf(sealed.subarray(0, -sealedChunk)), 'chunk')
  t.false(isSealedLength(sealed.length + 16, { chunkBytes }))
  t.false(isSealedLength(sealed.length + 5, { chunkBytes }))
  t.true(isSealedLength(sealed.length + 17, { chunkBytes }))
})

test('another key is told before anything is opened, and no file opens under two', t => {
  const sealed = seal(Uint8Array.of(1, 2, 3))
  t.is(faultOf(sealed, new Uint8Array(32).fill(6)), 'other-key')
  const { commitment } = readSealedHeader(sealed)!
  t.is(commitment.length, 32)
  t.is(faultOf(utf8('too short')), 'header')
  t.is(readSealedHeader(sealed.map((byte, i) => (i === 8 ? 2 : byte))), undefined)
  t.is(readSealedHeader(sealed.map((byte, i) => (i === 9 ? 40 : byte))), undefined)
})

test('a key of another length, and chunks that are no power of two, are the caller’s mistake', t => {
  t.throws(() => seal(new Uint8Array(1), new Uint8Array(31)), { instanceOf: RangeError })
  t.throws(() => openSealing(key, { random, chunkBytes: 48 }), { instanceOf: RangeError })
})

test('the form is frozen', t => {
  const sealed = sealStream(utf8('the model of a round'), key, {
    random: unsafeFixedRandom('frozen'),
    chunkBytes,
  })
  t.is(
    toHex(sealed),
    '7061726c65792d730104c489acaaa420b47d5f99e00823f211c5d8803452d7c4ab4711908ee33d3f5348ad2c01722d370de355255cd77b01da0802e5f59a18c73a016205b922622eb3a6bfc936f3b488dece251b8bc8f6eff9aace51f9d21087c84552d504',
  )
  const large = sealStream(new Uint8Array(200_000), key, { random: unsafeFixedRandom('frozen') })
  t.is(large.length, 200_000 + sealedStreamHeaderBytes + 4 * 16)
  t.is(toHex(sha256(large)), 'fd8548ae7d5d7ef113e8d0433a27ee9a226cc34507e0ab94c52fb1045898b38d')
})
