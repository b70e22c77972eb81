/** A home whose key lies in a vault: what it keeps, and how it mends. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { keyIdOf, systemRandom, toHex, utf8, verifySignature } from '../../aggregation/index.ts'
import { createSignerHome, KeystoreError, openKeyRing, openSigners } from '../../client/index.ts'
import { startVault, vaultToken } from '../support/vault-server.ts'

const passphrase = 'a passphrase for tests'
const cost = { work: 2, blockSize: 1, parallelism: 1 }
const message = utf8('what is signed')
const vault = await startVault()
test.after.always(() => vault.close())
const signers = openSigners({ env: { VAULT_TOKEN: vaultToken }, vaultDeadlineMs: 500 })

let made = 0
function settle(t: ExecutionContext) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-signer-home-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'keystore.json')
  made += 1
  const place = { kind: 'vault', address: vault.address, mount: 'transit', key: `home-${made}` } as const
  const create = () =>
    createSignerHome(file, { passphrase, description: '', random: systemRandom, cost, place, signers })
  const open = (given = passphrase) => openKeyRing(file, given, signers)
  return { folder, file, place, create, open }
}

test.serial('it signs as the key in the vault, and derives from a keystore that is no key of its ring', t => {
  const { folder, file, create, open } = settle(t)
  const { document } = create()
  const { identity, current, first, find } = open()
  t.is(toHex(identity.signer.publicKey), document.publicKey)
  t.true(verifySignature(first().publicKey, message, current().signer.sign(message)))
  t.deepEqual(open().identity.deriveKey('agent-state'), identity.deriveKey('agent-state'))
  const { derivedFrom, keys } = JSON.parse(readFileSync(join(folder, 'keys', 'ring.json'), 'utf8'))
  t.deepEqual(keys, [{ keyId: toHex(keyIdOf(identity.signer.publicKey)), version: 1 }])
  const sealed = JSON.parse(readFileSync(join(folder, 'keys', `${derivedFrom}.json`), 'utf8'))
  t.is(find(Buffer.from(sealed.publicKey, 'hex')), undefined, 'the deriving keystore signs nothing')
  t.notRegex(readFileSync(file, 'utf8'), /cipher|seed|hvs\./)
})

test.serial(
  'the passphrase is asked of what is derived, and a folder that is gone is told with its name',
  t => {
    const { folder, create, open } = settle(t)
    create()
    const error = t.throws(() => open('another').identity.deriveKey('agent-state'), {
      instanceOf: KeystoreError,
    })
    t.is(error?.reason, 'wrong-passphrase')
    renameSync(join(folder, 'keys'), join(folder, 'away'))
    const lost = t.throws(() => open().identity.deriveKey('agent-state'), { instanceOf: KeystoreError })
    t.regex(lost?.message ?? '', /nothing can be derived.*folder keys of its home; put that folder back/)
    t.notThrows(() => open().current().signer.sign(message))
  },
)

test.serial(
  'what was broken off while it was made is begun again with the same key, and a home is never replaced',
  t => {
    const { folder, file, create } = settle(t)
    const { document } = create()
    t.is(t.throws(create, { instanceOf: KeystoreError })?.reason, 'exists')
    // The power went before the document was written.
    rmSync(file)
    t.regex(t.throws(create, { instanceOf: KeystoreError })?.message ?? '', /ring\.json exists already/)
    rmSync(join(folder, 'keys'), { recursive: true })
    const again = create()
    t.false(again.isNew)
    t.is(again.document.publicKey, document.publicKey)
    t.deepEqual(readdirSync(folder).sort(), ['keys', 'keystore.json'])
  },
)

test.serial('an address that is corrected in the document is taken up by whoever has the home open', t => {
  const { file, create, open } = settle(t)
  create()
  const ring = open()
  const right = readFileSync(file, 'utf8')
  writeFileSync(file, right.replace(vault.address, 'http://127.0.0.1:1'))
  t.false(ring.reload(), 'the key is the same')
  t.throws(() => ring.current().signer.sign(message), { message: /127\.0\.0\.1:1 .*cannot be reached/ })
  writeFileSync(file, right.replace('"version": 1', '"version": 2'))
  t.throws(() => ring.reload(), { instanceOf: KeystoreError, message: /version/ })
  writeFileSync(file, right)
  t.false(ring.reload())
  t.notThrows(() => ring.current().signer.sign(message))
})

test.serial('a key that moves from the vault into a file and back derives what it always derived', t => {
  const { create, open, place } = settle(t)
  create()
  const ring = open()
  const secret = ring.identity.deriveKey('agent-state')
  const first = ring.current().signer.publicKey
  const turnOver = (version: number, where: typeof place | 'file') => {
    const { keyId } = ring.prepareNext(version, { random: systemRandom, cost, place: where })
    ring.swapTo(keyId)
  }
  turnOver(2, 'file')
  turnOver(3, place)
  for (const opened of [ring, open()]) {
    const { signer, keyVersion } = opened.current()
    t.is(keyVersion, 3)
    t.true(verifySignature(signer.publicKey, message, signer.sign(message)))
    t.notDeepEqual(signer.publicKey, first, 'the version that signed before is not taken up again')
    t.deepEqual(opened.identity.deriveKey('agent-state'), secret)
    t.deepEqual(opened.first().publicKey, first)
  }
})
