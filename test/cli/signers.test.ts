/** A member whose key lies in a vault, and moves onto a token, at a coordinator of its own process. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'ava'
import { placeCoordinatorKeys } from '../support/cheap-keys.ts'
import { makeSoftTokens, softHsmMissing, softHsmModule } from '../support/softhsm.ts'
import { startVault, vaultToken } from '../support/vault-server.ts'
import { assertTold, openWorkplace, passphrase, runHere } from './parley.ts'

const env = { VAULT_TOKEN: vaultToken }
interface Key {
  readonly version: number
  readonly state: string
  readonly publicKey: string
}
test('a member whose key lies in a vault enrols, calls, rotates there, and moves onto a token', async t => {
  const { at, serve } = await openWorkplace(t)
  placeCoordinatorKeys(at('parley'), passphrase)
  const service = ['coordinator', '--data-dir', './parley', '--listen', '127.0.0.1:0', '--no-http']
  const [{ address: coordinator }, vault] = await Promise.all([serve(service), startVault()])
  t.teardown(() => vault.close())
  const home = ['--home', at('alder'), '--json']
  const inVault = ['--signer', 'vault', '--vault-address', vault.address, '--vault-key', 'alder']

  const made = await runHere(['keys', 'new', ...inVault, ...home], env)
  const { publicKey, isNew } = made.json<{ publicKey: string; isNew: boolean }>()
  t.true(isNew, made.stderr)
  await vault.become('usual')
  const shown = await runHere(['keys', 'show', '--home', at('alder')])
  t.regex(shown.stdout, new RegExp(`public key   ${publicKey}\\n.*lies in      the vault .*transit/alder`))
  t.deepEqual(await vault.become('usual'), [])

  const operator = ['--home', at('parley', 'operator'), '--json']
  const invite = ['enroll', 'invite', '--organisation', 'alder', '--role', 'holder', ...operator]
  const { code } = (await runHere(invite)).json<{ code: string }>()
  const enrol = ['enroll', '--coordinator', coordinator!, '--organisation', 'alder', '--invitation', code]
  const enrolled = await runHere([...enrol, ...home], env)
  t.like(enrolled.json(), { organisation: 'alder', role: 'holder' }, enrolled.stderr)

  const rotated = await runHere(['keys', 'rotate', ...home], env)
  t.like(rotated.json(), { version: 2, state: 'active' }, rotated.stderr)
  const keys = async (given: Readonly<Record<string, string>>) =>
    (await runHere(['keys', 'list', ...home], given)).json<Key[]>()
  t.deepEqual(
    (await keys(env)).map(({ version, state, publicKey: key }) => [version, state, key === publicKey]),
    [
      [1, 'retiring', true],
      [2, 'active', false],
    ],
  )
  t.like(JSON.parse(readFileSync(at('alder', 'keystore.json'), 'utf8')), { kind: 'vault', keyVersion: 2 })

  const list = ['keys', 'list', '--home', at('alder')]
  assertTold(t, await runHere(list), 1, /the token of the vault .* is missing.*VAULT_TOKEN/)
  assertTold(t, await runHere(list, { VAULT_TOKEN: 'hvs.another' }), 1, /403: permission denied/)
  await vault.become('other-key')
  assertTold(t, await runHere(list, env), 1, /signature that is not of the key/)
  await vault.become('usual')

  if (softHsmModule === undefined) t.log(softHsmMissing)
  else {
    const tokens = makeSoftTokens(softHsmModule, ['ward'])
    t.teardown(tokens.remove)
    const onToken = [
      '--signer',
      'pkcs11',
      '--module',
      softHsmModule,
      '--token-label',
      'ward',
      '--key-label',
      'a',
    ]
    const withPin = { PARLEY_PIN: tokens.pin }
    const moved = await runHere(['keys', 'rotate', ...onToken, ...home], { ...env, ...withPin })
    t.like(moved.json(), { version: 3, state: 'active' }, moved.stderr)
    t.like(
      (await keys(withPin)).at(-1),
      { version: 3, state: 'active' },
      'from here on the vault is not asked',
    )
  }
  const folder = at('alder')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.json'),
  ))
    t.notRegex(readFileSync(path.join(folder, name), 'utf8'), new RegExp(vaultToken), name)
})

test('options of a place that is not the one, or is not complete, are refused by name before anything is made', async t => {
  const { at } = await openWorkplace(t)
  const create = ['keys', 'new', '--home', at('home')]
  const vault = ['--signer', 'vault', '--vault-key', 'alder']
  assertTold(t, await runHere([...create, ...vault]), 2, /--vault-address is missing/)
  const plain = [...create, ...vault, '--vault-address', 'http://vault.example.org:8200']
  assertTold(t, await runHere(plain), 2, /--vault-address: must be https/)
  assertTold(t, await runHere([...create, '--pin-file', 'pin']), 2, /--pin-file is for --signer pkcs11/)
  assertTold(
    t,
    await runHere([...create, ...vault, '--module', 'a.so']),
    2,
    /--module is for --signer pkcs11/,
  )
  assertTold(
    t,
    await runHere([...create, '--signer', 'cloud']),
    2,
    /"cloud" is no place.*file, vault or pkcs11/,
  )
  const silent = await runHere([...create, ...vault], { VAULT_ADDR: 'http://127.0.0.1:1' })
  assertTold(t, silent, 1, /the token of the vault http:\/\/127\.0\.0\.1:1 is missing/)
  t.deepEqual(readdirSync(at('home')), [])
})
