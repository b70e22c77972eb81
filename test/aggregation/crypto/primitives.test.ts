import { webcrypto } from 'node:crypto'
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import nacl from 'tweetnacl'
import {
  concat,
  fromHex,
  generateKeyPair,
  hkdf,
  isAcceptablePublicKey,
  keyFromPassword,
  openKeyAgreement,
  openKeystream,
  openSealedBox,
  openSecretbox,
  portableKeyAgreement,
  portableSignatures,
  sealBox,
  sealSecretbox,
  signerFromSeed,
  systemRandom,
  toHex,
  unsafeFixedRandom,
  utf8,
  verifySignature,
} from '../../../aggregation/crypto/index.ts'
import { nodeKeyAgreement } from '../../../aggregation/crypto/key-agreement.ts'
import { openCounterKeystream } from '../../../aggregation/crypto/keystream.ts'
import { loadVectors } from '../load-vectors.ts'

interface Half {
  secret: string
  public: string
}
const vectors = loadVectors<{
  x25519: { alice: Half; bob: Half; shared: string; smallOrder: string[] }
  ed25519: { cases: { seed: string; public: string; message: string; signature: string }[] }
  hkdf: { secret: string; salt: string; info: string; length: number; output: string }
  aes256ctr: { key: string; counter: string; plaintext: string; ciphertext: string }
}>('primitives')

/** OpenSSL by the addon where it is built, OpenSSL by Node, and plain JavaScript. */
const agreements = [openKeyAgreement, nodeKeyAgreement, portableKeyAgreement.openKeyAgreement]

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

test('X25519 gives the shared secret of RFC 7748 on every path', t => {
  const { alice, bob, shared } = vectors.x25519
  for (const open of agreements) {
    const agreement = open(fromHex(alice.secret))
    t.is(toHex(agreement.publicKey), alice.public)
    t.is(toHex(agreement.agree(fromHex(bob.public))!), shared)
  }
})

test('a point of small order gives no shared secret on any path and never enters a roster', t => {
  for (const encoding of vectors.x25519.smallOrder) {
    const highBit = fromHex(encoding)
    highBit[31]! |= 0x80
    for (const point of [fromHex(encoding), highBit]) {
      for (const open of agreements) t.is(open(new Uint8Array(32).fill(9)).agree(point), undefined, encoding)
      t.false(isAcceptablePublicKey(point))
    }
  }
})

test('a public key in another encoding than its canonical one is not acceptable', t => {
  const canonical = fromHex(vectors.x25519.bob.public)
  t.true(isAcceptablePublicKey(canonical))
  const highBit = canonical.slice()
  highBit[31]! |= 0x80
  t.false(isAcceptablePublicKey(highBit))
  const base = new Uint8Array(32)
  base[0] = 9
  t.true(isAcceptablePublicKey(base))
  t.false(isAcceptablePublicKey(fromHex(`f6${'ff'.repeat(30)}7f`)), 'p + 9, the base point again')
  t.false(isAcceptablePublicKey(base.subarray(1)))
})

test('Ed25519 gives the signatures of RFC 8032 on both paths', t => {
  for (const { seed, public: publicKey, message, signature } of vectors.ed25519.cases) {
    for (const open of [signerFromSeed, portableSignatures.signerFromSeed]) {
      const signer = open(fromHex(seed))
      t.is(toHex(signer.publicKey), publicKey)
      t.is(toHex(signer.sign(fromHex(message))), signature)
    }
    for (const verify of [verifySignature, portableSignatures.verifySignature]) {
      t.true(verify(fromHex(publicKey), fromHex(message), fromHex(signature)))
      t.false(verify(fromHex(publicKey), concat(fromHex(message), Uint8Array.of(0)), fromHex(signature)))
      t.false(verify(fromHex(publicKey), fromHex(message), fromHex(signature).subarray(1)))
    }
  }
})

testProp(
  'the portable twin makes the same keys, secrets and signatures',
  [bytes(32), bytes(32), fc.uint8Array({ maxLength: 100 })],
  (t, one, other, message) => {
    const fast = openKeyAgreement(one)
    const peer = openKeyAgreement(other).publicKey
    for (const slow of [nodeKeyAgreement(one), portableKeyAgreement.openKeyAgreement(one)]) {
      t.deepEqual(fast.publicKey, slow.publicKey)
      t.deepEqual(fast.agree(peer), slow.agree(peer))
    }
    const signature = signerFromSeed(one).sign(message)
    t.deepEqual(signature, portableSignatures.signerFromSeed(one).sign(message))
    t.true(portableSignatures.verifySignature(signerFromSeed(one).publicKey, message, signature))
  },
  { numRuns: 10 },
)

test('a closed agreement agrees no more, and a key of another length opens none', t => {
  const peer = fromHex(vectors.x25519.bob.public)
  for (const open of agreements) {
    const secret = fromHex(vectors.x25519.alice.secret)
    const agreement = open(secret)
    // It has a copy of its own: the caller may wipe the secret at once.
    secret.fill(0)
    t.is(toHex(agreement.agree(peer)!), vectors.x25519.shared)
    agreement.close()
    t.throws(() => agreement.agree(peer), { message: /closed/ })
    agreement.close()
  }
  for (const open of [openKeyAgreement, nodeKeyAgreement]) {
    t.throws(() => open(new Uint8Array(31)), { message: /32 bytes/ })
    t.throws(() => open(new Uint8Array(32).fill(1)).agree(new Uint8Array(33)), { message: /32 bytes/ })
  }
})

test('HKDF gives the output of RFC 5869', t => {
  const { secret, salt, info, length, output } = vectors.hkdf
  t.is(toHex(hkdf(fromHex(secret), fromHex(salt), fromHex(info), length)), output)
})

test('AES-256-CTR gives the ciphertext of SP 800-38A', t => {
  const { key, counter, plaintext, ciphertext } = vectors.aes256ctr
  const keystream = openCounterKeystream(fromHex(key), fromHex(counter)).next(64)
  t.is(toHex(fromHex(plaintext).map((byte, i) => byte ^ keystream[i]!)), ciphertext)
})

test('a keystream opened further on goes on where the first one is, across the block size', async t => {
  const key = fromHex(vectors.aes256ctr.key)
  const whole = new Uint8Array(80000)
  const stream = openKeystream(key)
  whole.set(stream.next(65536))
  whole.set(stream.next(80000 - 65536), 65536)
  t.deepEqual(new Uint8Array(openKeystream(key, 69984).next(1000)), whole.slice(69984, 70984))
  const imported = await webcrypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt'])
  const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
  const reference = await webcrypto.subtle.encrypt(algorithm, imported, new Uint8Array(80000))
  t.deepEqual(whole, new Uint8Array(reference))
  t.throws(() => openKeystream(key, 8), { message: /multiple of 16/ })
})

testProp(
  'a secretbox has the bytes of tweetnacl’s, and each opens the other’s',
  [fc.uint8Array({ maxLength: 300 }), bytes(24), bytes(32)],
  (t, contents, nonce, key) => {
    const box = sealSecretbox(contents, nonce, key)
    t.deepEqual(box, nacl.secretbox(contents, nonce, key))
    t.deepEqual(openSecretbox(box, nonce, key), contents)
    t.deepEqual(nacl.secretbox.open(box, nonce, key), contents)
    const altered = box.slice()
    altered[contents.length % box.length]! ^= 1
    t.is(openSecretbox(altered, nonce, key), undefined)
    t.is(openSecretbox(box.subarray(0, 15), nonce, key), undefined)
  },
)

test('a secretbox opens under its key and nonce only', t => {
  const key = systemRandom.bytes(32)
  const nonce = systemRandom.bytes(24)
  const box = sealSecretbox(utf8('two shares'), nonce, key)
  t.is(box.length, 10 + 16)
  t.deepEqual(openSecretbox(box, nonce, key), utf8('two shares'))
  t.is(openSecretbox(box, nonce, systemRandom.bytes(32)), undefined)
  box[3]! ^= 1
  t.is(openSecretbox(box, nonce, key), undefined)
})

test('a sealed box opens for its recipient only and looks different each time', t => {
  const random = unsafeFixedRandom('sealed boxes')
  const recipient = generateKeyPair(random)
  const stranger = generateKeyPair(random)
  const sealed = sealBox(utf8('the model'), recipient.publicKey, random)
  t.deepEqual(openSealedBox(sealed, recipient.secretKey), utf8('the model'))
  t.is(openSealedBox(sealed, stranger.secretKey), undefined)
  t.notDeepEqual(sealed, sealBox(utf8('the model'), recipient.publicKey, random))
  for (const at of [0, 32, sealed.length - 1]) {
    const altered = sealed.slice()
    altered[at]! ^= 1
    t.is(openSealedBox(altered, recipient.secretKey), undefined)
  }
  t.is(openSealedBox(sealed.subarray(0, 47), recipient.secretKey), undefined)
  t.throws(() => sealBox(utf8('x'), new Uint8Array(32), random), { message: /small order/ })
})

test('scrypt gives the key of RFC 7914 for its parameters', t => {
  const key = keyFromPassword(utf8('pleaseletmein'), utf8('SodiumChloride'), {
    work: 16384,
    blockSize: 8,
    parallelism: 1,
  })
  t.is(toHex(key), '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2')
})

test('fixed random repeats under a seed, and only under it', t => {
  const draw = (seed: string) => {
    const random = unsafeFixedRandom(seed)
    return concat(random.bytes(5), random.bytes(27))
  }
  t.deepEqual(draw('one'), draw('one'))
  t.deepEqual(draw('one'), unsafeFixedRandom('one').bytes(32))
  t.notDeepEqual(draw('one'), draw('two'))
})

test('a signature is checked against its own key, however many keys were checked against in between', t => {
  const one = signerFromSeed(unsafeFixedRandom('one').bytes(32))
  const other = signerFromSeed(unsafeFixedRandom('other').bytes(32))
  const message = utf8('the same for both')
  const signature = one.sign(message)
  const strangers = unsafeFixedRandom('strangers')
  for (let i = 0; i < 1_100; i++) {
    if (i % 500 === 0) {
      t.true(verifySignature(one.publicKey, message, signature))
      t.false(verifySignature(other.publicKey, message, signature))
    }
    t.false(verifySignature(strangers.bytes(32), message, signature))
  }
  t.true(verifySignature(one.publicKey, message, signature))
})
