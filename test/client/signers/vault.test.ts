/** A key in a vault, over real HTTP and TLS, and all that can go wrong on the way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { fromHex, systemRandom, utf8, verifySignature } from '../../../aggregation/index.ts'
import {
  openSigners,
  type SignerDocument,
  SignerError,
  type SignerFault,
  type SignerPlace,
} from '../../../client/index.ts'
import { testAuthority } from '../../support/certificates.ts'
import { startVault, type VaultMode, vaultToken } from '../../support/vault-server.ts'

const env = { VAULT_TOKEN: vaultToken }
const message = utf8('what is signed')
const vault = await startVault()
test.after.always(() => vault.close())

let made = 0
/** A key of its own for each test. */
function place(): SignerPlace {
  made += 1
  return { kind: 'vault', address: vault.address, mount: 'transit', key: `key-${made}` }
}
const provideOptions = { description: '', isKnown: () => false, random: systemRandom }
const provide = (where = place()): SignerDocument =>
  openSigners({ env }).provide(where, provideOptions).document

function errorOf(t: ExecutionContext, action: () => unknown): SignerError {
  const error = t.throws(action, { instanceOf: SignerError })!
  t.false(error.message.includes(vaultToken), 'the token is in no message')
  return error
}

test.serial(
  'a key that is made in a vault signs, and the same document signs as the same key again',
  async t => {
    await vault.become('usual')
    const where = place()
    const { document, isNew } = openSigners({ env }).provide(where, provideOptions)
    t.true(isNew)
    const signer = openSigners({ env }).open(document)
    t.true(verifySignature(fromHex(document.publicKey), message, signer.sign(message)))
    t.is(openSigners({ env }).provide(where, provideOptions).document.publicKey, document.publicKey)
    t.false(openSigners({ env }).provide(where, provideOptions).isNew)
    const seen = await vault.become('usual')
    t.true(seen.every(({ token }) => token === vaultToken))
    t.deepEqual(seen.map(({ method, path }) => `${method} ${path.replace(/key-\d+/, 'KEY')}`).slice(0, 4), [
      'GET /v1/transit/keys/KEY',
      'POST /v1/transit/keys/KEY',
      'GET /v1/transit/keys/KEY',
      'POST /v1/transit/sign/KEY',
    ])
  },
)

test.serial('a known key is followed by the next version, and each version signs for itself', async t => {
  await vault.become('usual')
  const first = provide()
  const signers = openSigners({ env })
  const isKnown = (publicKey: Uint8Array) => Buffer.from(publicKey).toString('hex') === first.publicKey
  const second = signers.provide({ ...placeOnly(first) }, { ...provideOptions, isKnown }).document
  t.like(second, { kind: 'vault', keyVersion: 2 })
  t.not(second.publicKey, first.publicKey)
  for (const document of [first, second])
    t.true(verifySignature(fromHex(document.publicKey), message, signers.open(document).sign(message)))
  // A version that was made and not noted before the power went is taken up, and no third one made.
  const again = signers.provide({ ...placeOnly(first) }, { ...provideOptions, isKnown })
  t.false(again.isNew)
  t.is(again.document.publicKey, second.publicKey)
})

function placeOnly(document: SignerDocument): SignerPlace {
  if (document.kind !== 'vault') throw new Error('it is in a vault')
  const { kind, address, mount, key } = document
  return { kind, address, mount, key }
}

const wrongs: readonly (readonly [VaultMode, SignerFault, RegExp])[] = [
  ['sealed', 'unreachable', /503: Vault is sealed/],
  ['silent', 'unreachable', /no answer within 300 ms/],
  ['wrong-base64', 'wrong-answer', /data\.signature/],
  ['other-key', 'wrong-answer', /not of the key [0-9a-f]{64}.*nothing was sent/],
  ['other-version', 'wrong-answer', /version 2 of the key, and was asked for 1/],
  ['no-json', 'wrong-answer', /not as the transit API has it/],
  ['endless', 'unreachable', /longer than 131072 bytes/],
  ['elsewhere', 'refused', /sends elsewhere \(307\)/],
  ['echoes', 'refused', /bad +\[31m token \[token\]/],
]
for (const [mode, reason, words] of wrongs)
  test.serial(`a vault that answers ${mode} signs nothing, and is named`, async t => {
    await vault.become('usual')
    const signer = openSigners({ env, vaultDeadlineMs: 300 }).open(provide())
    await vault.become(mode)
    const error = errorOf(t, () => signer.sign(message))
    t.is(error.reason, reason)
    t.regex(error.message, words)
    t.true(error.message.includes(vault.address))
    await vault.become('usual')
    t.true(
      verifySignature(signer.publicKey, message, signer.sign(message)),
      'and it signs when all is well again',
    )
  })

test.serial('a vault that is sealed for a moment is asked again within the deadline', async t => {
  await vault.become('usual')
  const signer = openSigners({ env }).open(provide())
  await vault.become('sealed-once')
  t.true(verifySignature(signer.publicKey, message, signer.sign(message)))
  t.is((await vault.become('usual')).length, 2)
})

test.serial(
  'a token without the right, a key that is gone, and a key of another type are told apart',
  async t => {
    await vault.become('usual')
    const document = provide()
    const other = openSigners({ env: { VAULT_TOKEN: 'hvs.another' } })
    const denied = errorOf(t, () => other.open(document).sign(message))
    t.is(denied.reason, 'refused')
    t.regex(denied.message, /403: permission denied.*policy/)
    t.false(denied.message.includes('hvs.another'))
    const gone = errorOf(t, () =>
      openSigners({ env })
        .open({ ...document, ...{ key: 'nowhere' } })
        .sign(message),
    )
    t.is(gone.reason, 'not-found')
    const rsa: SignerPlace = { kind: 'vault', address: vault.address, mount: 'transit', key: 'rsa' }
    t.regex(errorOf(t, () => provide(rsa)).message, /of type rsa-2048: Parley signs with ed25519/)
  },
)

test.serial(
  'a token comes from a file that its owner alone may read, and is read again at every signature',
  async t => {
    await vault.become('usual')
    const folder = mkdtempSync(join(tmpdir(), 'parley-vault-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const tokenFile = join(folder, 'token')
    const signer = openSigners({ env: {} }).open({ ...provide(), ...{ tokenFile } })
    t.is(errorOf(t, () => signer.sign(message)).reason, 'no-credential')
    writeFileSync(tokenFile, 'hvs.expired\n', { mode: 0o600 })
    t.is(errorOf(t, () => signer.sign(message)).reason, 'refused')
    writeFileSync(tokenFile, `${vaultToken}\n`)
    t.notThrows(() => signer.sign(message))
    writeFileSync(join(folder, 'open'), vaultToken, { mode: 0o644 })
    const open = openSigners({ env: {} }).open({ ...provide(), ...{ tokenFile: join(folder, 'open') } })
    t.regex(errorOf(t, () => open.sign(message)).message, /mode 0644.*chmod 600/)
    t.regex(
      errorOf(t, () => openSigners({ env: {} }).open(provide()).sign(message)).message,
      /variable VAULT_TOKEN/,
    )
    const torn = openSigners({ env: { VAULT_TOKEN: 'one\nX-Other: two' } })
    t.regex(errorOf(t, () => torn.open(provide()).sign(message)).message, /one line of printable ASCII/)
  },
)

test.serial('a vault over TLS is held to the authority that is named, and is told its namespace', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-vault-tls-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const [ours, others] = await Promise.all([testAuthority(), testAuthority()])
  const write = (name: string, pem: string) => {
    writeFileSync(join(folder, name), pem)
    return join(folder, name)
  }
  const { certificate, key } = ours.server
  const secure = await startVault([write('server.pem', certificate), write('server.key', key)])
  t.teardown(() => secure.close())
  const where = { kind: 'vault', address: secure.address, mount: 'transit', key: 'alder' } as const
  const document = provide({ ...where, ca: write('ca.pem', ours.ca), namespace: 'team/alder' })
  t.notThrows(() => openSigners({ env }).open(document).sign(message))
  t.true((await secure.become('usual')).every(({ namespace }) => namespace === 'team/alder'))
  for (const ca of [undefined, write('other.pem', others.ca)]) {
    const error = errorOf(t, () => provide({ ...where, ...(ca === undefined ? {} : { ca }) }))
    t.is(error.reason, 'unreachable')
    t.regex(error.message, /certificate/)
  }
  t.deepEqual(await secure.become('usual'), [], 'no token went to a server that was not the one')
})

test.serial(
  'a vault that is away is unreachable, and a signature that was asked for in vain costs the deadline',
  async t => {
    const away = await startVault()
    const document = provide({ kind: 'vault', address: away.address, mount: 'transit', key: 'alder' })
    await away.close()
    const startMs = performance.now()
    const error = errorOf(t, () => openSigners({ env, vaultDeadlineMs: 200 }).open(document).sign(message))
    t.is(error.reason, 'unreachable')
    t.true(performance.now() - startMs < 4_000)
  },
)
