import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { systemRandom, verifySignature } from '../../../aggregation/index.ts'
import { OwnKeyError, openOwnKey } from '../../../coordinator/auth/own-keys.ts'

const passphrase = 'a passphrase for tests'
const cost = { work: 2, blockSize: 1, parallelism: 1 }

/** Opens the same file each time; made by the first. */
function ownKey(t: ExecutionContext) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-own-key-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'coordinator.keystore.json')
  const open = (given = passphrase) =>
    openOwnKey({ file, description: 'the coordinator', passphrase: given, random: systemRandom, cost })
  const faultOf = (given?: string) => t.throws(() => open(given), { instanceOf: OwnKeyError })
  return { file, open, faultOf }
}

test('the first start makes a key for its owner alone, and every other one opens the same', t => {
  const { file, open } = ownKey(t)
  const made = open()
  t.is(statSync(file).mode & 0o777, 0o600)
  const message = Uint8Array.of(1, 2, 3)
  t.true(verifySignature(made.signer.publicKey, message, open().signer.sign(message)))
  t.deepEqual(open().deriveKey('ledger-seals'), made.deriveKey('ledger-seals'))
})

for (const mode of [0o640, 0o604, 0o660]) {
  test(`a key of mode ${mode.toString(8)} is refused with the command that mends it`, t => {
    const { file, open, faultOf } = ownKey(t)
    open()
    chmodSync(file, mode)
    const error = faultOf()
    t.is(error?.reason, 'permissions')
    t.true(error?.message.includes(`mode 0${mode.toString(8)}`))
    t.true(error?.message.includes(`chmod 600 ${file}`))
    chmodSync(file, 0o600)
    t.notThrows(() => open())
  })
}

test('a wrong passphrase is told apart from a damaged file, and neither replaces the key', t => {
  const { file, open, faultOf } = ownKey(t)
  open()
  const whole = readFileSync(file, 'utf8')
  t.is(faultOf('another')?.reason, 'wrong-passphrase')
  const damaged = whole.replace('the coordinator', 'the c0ordinator')
  writeFileSync(file, damaged)
  t.is(faultOf()?.reason, 'corrupted')
  t.is(readFileSync(file, 'utf8'), damaged)
})
