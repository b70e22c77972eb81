/** A key on a token by PKCS #11, against SoftHSM where it is installed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { fromHex, systemRandom, utf8, verifySignature } from '../../../aggregation/index.ts'
import { openSigners, type SignerDocument, SignerError, type SignerPlace } from '../../../client/index.ts'
import { makeSoftTokens, type SoftTokens, softHsmMissing, softHsmModule } from '../../support/softhsm.ts'

const message = utf8('what is signed')
let token: SoftTokens | undefined
test.before(t => {
  if (softHsmModule === undefined) t.log(`skipped: ${softHsmMissing}`)
  else token = makeSoftTokens(softHsmModule, ['alder', 'birch'])
})
test.after.always(() => token?.remove())

/** Skipped where there is no SoftHSM; `.ci/run` installs it. */
function onToken(title: string, run: (t: ExecutionContext, token: SoftTokens) => void): void {
  const tried = softHsmModule === undefined ? test.skip : test.serial
  tried(title, t => run(t, token!))
}

const placeOn = ({ module }: SoftTokens, keyLabel: string): SignerPlace => ({
  ...{ kind: 'pkcs11', module, tokenLabel: 'alder', keyLabel },
})
const withPin = ({ pin }: SoftTokens) => openSigners({ env: { PARLEY_PIN: pin } })
const unknown = { description: '', isKnown: () => false, random: systemRandom }

const anyDocument = {
  version: 1,
  kind: 'pkcs11',
  module: '/nowhere/token.so',
  tokenLabel: 'alder',
  keyLabel: 'parley',
  publicKey: '07'.repeat(32),
  description: '',
} as const

function errorOf(t: ExecutionContext, action: () => unknown): SignerError {
  return t.throws(action, { instanceOf: SignerError })!
}

onToken(
  'a key that is made on a token signs there, and the same document signs as the same key again',
  (t, token) => {
    const { document, isNew } = withPin(token).provide(placeOn(token, 'first'), unknown)
    t.true(isNew)
    t.like(document, { kind: 'pkcs11', keyLabel: 'first' })
    const signer = withPin(token).open(document)
    const signature = signer.sign(message)
    t.is(signature.length, 64)
    t.true(verifySignature(fromHex(document.publicKey), message, signature))
    const again = withPin(token).provide(placeOn(token, 'first'), unknown)
    t.false(again.isNew)
    t.deepEqual(again.document, document)
  },
)

onToken(
  'a known key gets a second one of the same label beside it, and each signs for itself',
  (t, token) => {
    const signers = withPin(token)
    const first = signers.provide(placeOn(token, 'turning'), unknown).document
    const isKnown = (publicKey: Uint8Array) => Buffer.from(publicKey).toString('hex') === first.publicKey
    const second = signers.provide(placeOn(token, 'turning'), { ...unknown, isKnown }).document
    t.not(second.publicKey, first.publicKey)
    for (const document of [first, second])
      t.true(verifySignature(fromHex(document.publicKey), message, signers.open(document).sign(message)))
    t.is(
      signers.provide(placeOn(token, 'turning'), { ...unknown, isKnown }).document.publicKey,
      second.publicKey,
    )
    // Nobody can say which of the two a home that knows neither should take.
    const error = errorOf(t, () => signers.provide(placeOn(token, 'turning'), unknown))
    t.regex(error.message, /has 2 keys that this home does not know/)
  },
)

onToken('a document that names another key than the token has sends no signature', (t, token) => {
  const signers = withPin(token)
  const mine = signers.provide(placeOn(token, 'mine'), unknown).document
  const theirs = signers.provide(placeOn(token, 'theirs'), unknown).document
  const mixed: SignerDocument = { ...mine, publicKey: theirs.publicKey }
  const error = errorOf(t, () => signers.open(mixed).sign(message))
  t.is(error.reason, 'wrong-answer')
  t.regex(error.message, /the token "alder" \(key "mine"\).*not of the key/)
})

onToken('a wrong PIN is tried once and never again, and no message has it', (t, token) => {
  // A process is logged in once for all: this is a token that no other test logs in to.
  const document = { ...anyDocument, module: token.module, tokenLabel: 'birch' }
  const folder = mkdtempSync(join(tmpdir(), 'parley-pin-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const pinFile = join(folder, 'pin')
  writeFileSync(pinFile, '999999\n', { mode: 0o600 })
  const signer = openSigners({ env: {} }).open({ ...document, pinFile })
  const [once, twice] = [errorOf(t, () => signer.sign(message)), errorOf(t, () => signer.sign(message))]
  t.regex(once.message, /CKR_PIN_INCORRECT/)
  t.regex(twice.message, /not tried again/)
  for (const { message: told, reason } of [once, twice]) {
    t.is(reason, 'refused')
    t.notRegex(told, /999999/)
  }
  writeFileSync(pinFile, `${token.pin}\n`)
  t.is(errorOf(t, () => signer.sign(message)).reason, 'not-found', 'a PIN that was mended is used')
})

onToken('a token, a key and a library that are not there are told apart, with what is there', (t, token) => {
  const signers = withPin(token)
  const { document } = signers.provide(placeOn(token, 'there'), unknown)
  const other = errorOf(t, () => signers.open({ ...document, ...{ tokenLabel: 'cedar' } }).sign(message))
  t.is(other.reason, 'not-found')
  t.regex(other.message, /shows no token "cedar"; it shows ("alder", "birch"|"birch", "alder")$/)
  const gone = errorOf(t, () => signers.open({ ...document, ...{ objectId: '00ff' } }).sign(message))
  t.regex(gone.message, /0 private Ed25519 keys of id 00ff/)
})

test('a library that is not there is told by its name', t => {
  const document: SignerDocument = {
    ...{ version: 1, kind: 'pkcs11', module: '/nowhere/token.so', tokenLabel: 'alder', keyLabel: 'parley' },
    ...{ publicKey: '07'.repeat(32), description: '' },
  }
  const error = errorOf(t, () =>
    openSigners({ env: { PARLEY_PIN: '1' } })
      .open(document)
      .sign(message),
  )
  t.is(error.reason, 'no-driver')
  t.regex(error.message, /\/nowhere\/token\.so cannot be loaded|the package pkcs11js/)
})
