import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  identityFromSeed,
  openKeystore,
  sealKeystore,
  toHex,
  unsafeFixedRandom,
  verifySignature,
} from '../../aggregation/index.ts'
import { createKeystore, KeystoreError, openKeystoreFile, showKeystore } from '../../client/index.ts'

const cheap = { work: 2, blockSize: 1, parallelism: 1 }
const options = {
  passphrase: 'correct horse',
  description: 'alpha hospital',
  random: unsafeFixedRandom('ks'),
  cost: cheap,
}

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'parley-keystore-')), 'alpha.json')
}

function errorOf(action: () => unknown): KeystoreError {
  try {
    action()
  } catch (error) {
    if (error instanceof KeystoreError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('a keystore opens with its passphrase and signs as the identity it shows', t => {
  const file = newFile()
  const made = createKeystore(file, options)
  const opened = openKeystoreFile(file, 'correct horse')
  const label = showKeystore(file)
  const message = Uint8Array.of(1, 2, 3)
  t.true(verifySignature(label.publicKey, message, opened.identity.signer.sign(message)))
  t.is(label.description, 'alpha hospital')
  t.deepEqual(made.label, opened.label)
  t.is(statSync(file).mode & 0o777, 0o600)
  t.is(readdirSync(join(file, '..')).length, 1, 'nothing is left beside it')
})

test('keys derived for two purposes differ, and stay the same from opening to opening', t => {
  const file = newFile()
  const { identity } = createKeystore(file, options)
  const again = openKeystoreFile(file, options.passphrase).identity
  t.deepEqual(identity.deriveKey('agent-state'), again.deriveKey('agent-state'))
  t.notDeepEqual(identity.deriveKey('agent-state'), identity.deriveKey('agent-logs'))
  t.notDeepEqual(
    identity.deriveKey('agent-state'),
    identityFromSeed(new Uint8Array(32)).deriveKey('agent-state'),
  )
})

test('a passphrase opens however its letters were composed', t => {
  const seed = new Uint8Array(32).fill(9)
  const text = sealKeystore(seed, 'Zu\u0308rich', {
    description: '',
    random: unsafeFixedRandom('nfkc'),
    cost: cheap,
  })
  t.is(openKeystore(text, 'Z\u00fcrich').kind, 'opened')
})

test('a wrong passphrase is told apart from a damaged file', t => {
  const file = newFile()
  createKeystore(file, options)
  const error = errorOf(() => openKeystoreFile(file, 'wrong horse'))
  t.is(error.reason, 'wrong-passphrase')
  t.true(error.message.includes(file))
})

test('a file that is not there is named, with the command that makes one', t => {
  const error = errorOf(() => openKeystoreFile('/nowhere/key.json', 'x'))
  t.is(error.reason, 'not-found')
  t.regex(error.message, /\/nowhere\/key\.json; make one with "parley keys new"/)
})

test('an existing file is never replaced', t => {
  const file = newFile()
  createKeystore(file, options)
  const before = readFileSync(file, 'utf8')
  t.is(errorOf(() => createKeystore(file, options)).reason, 'exists')
  t.is(readFileSync(file, 'utf8'), before)
})

test('a keystore in a folder that is not there says so', t => {
  const file = join(newFile(), 'deeper', 'key.json')
  t.is(errorOf(() => createKeystore(file, options)).reason, 'not-found')
  t.false(existsSync(file))
})

for (const mode of [0o640, 0o604, 0o660]) {
  test(`a file of mode ${mode.toString(8)} is refused with the command that mends it`, t => {
    const file = newFile()
    createKeystore(file, options)
    chmodSync(file, mode)
    const error = errorOf(() => openKeystoreFile(file, options.passphrase))
    t.is(error.reason, 'permissions')
    t.true(error.message.includes(`mode 0${mode.toString(8)}`))
    t.true(error.message.includes(`chmod 600 ${file}`))
    t.is(errorOf(() => showKeystore(file)).reason, 'permissions')
  })
}

test('a folder is not a keystore', t => {
  t.is(errorOf(() => showKeystore(mkdtempSync(join(tmpdir(), 'parley-')))).reason, 'corrupted')
})

test('a truncated file is damaged, at whatever byte it ends', t => {
  const file = newFile()
  createKeystore(file, options)
  const whole = readFileSync(file, 'utf8')
  for (let length = 0; length < whole.length - 2; length += 7) {
    writeFileSync(file, whole.slice(0, length))
    t.is(errorOf(() => openKeystoreFile(file, options.passphrase)).reason, 'corrupted', `${length} bytes`)
  }
})

const sealed = sealKeystore(new Uint8Array(32).fill(5), 'correct horse', options)
const fields = [
  ['id'],
  ['publicKey'],
  ['checksum'],
  ['crypto', 'kdf', 'salt'],
  ['crypto', 'cipher', 'nonce'],
  ['crypto', 'cipher', 'ciphertext'],
]

testProp(
  'a flipped bit in any field is found before a passphrase is tried',
  [fc.constantFrom(...fields), fc.nat(), fc.integer({ min: 1, max: 255 })],
  (t, path, position, mask) => {
    const document = JSON.parse(sealed)
    const parent = path.slice(0, -1).reduce((value, name) => value[name], document)
    const name = path.at(-1)!
    const bytes = Buffer.from(parent[name], 'hex')
    bytes[position % bytes.length]! ^= mask
    parent[name] = toHex(bytes)
    t.like(openKeystore(JSON.stringify(document), 'wrong horse'), { kind: 'refused', reason: 'corrupted' })
  },
)

for (const [what, change] of [
  ['another version', { version: 2 }],
  ['another cipher', { crypto: { ...JSON.parse(sealed).crypto, cipher: { name: 'rot13' } } }],
  ['a description that was edited', { description: 'beta hospital' }],
  ['no checksum', { checksum: undefined }],
] as const) {
  test(`a keystore with ${what} is damaged`, t => {
    const text = JSON.stringify({ ...JSON.parse(sealed), ...change })
    t.like(openKeystore(text, 'correct horse'), { kind: 'refused', reason: 'corrupted' })
  })
}

test('a file that asks for more memory than a keystore needs is refused before any is taken', t => {
  const document = JSON.parse(sealed)
  document.crypto.kdf.n = 2 ** 30
  const opened = openKeystore(JSON.stringify(document), 'correct horse')
  t.regex(opened.kind === 'refused' ? opened.detail : '', /crypto\.kdf\.n/)
})

test('the seed is nowhere in the file', t => {
  t.false(sealed.includes(toHex(new Uint8Array(32).fill(5))))
})
