import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { sealKeystore, systemRandom } from '../../aggregation/index.ts'
import { allowance, findSecrets } from '../../cli/secret-scan/index.ts'
import { makeApiKey } from '../../protos/api-key.ts'
import { openWorkplace, runHere } from './parley.ts'

const reading = makeApiKey('live', 'reading', systemRandom)
const cheap = { work: 2, blockSize: 8, parallelism: 1 }
const pem = `-----BEGIN ${'PRIVATE'} KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAA\n`
const named = (value: string) => `PARLEY_${'PASSPHRASE'}${value}`

test('every kind of secret is found at its line, and none is repeated in what is said of it', t => {
  const keystore = sealKeystore(systemRandom.bytes(32), 'a passphrase', {
    ...{ description: '', random: systemRandom, cost: cheap },
  })
  const invitation = makeApiKey('test', 'invitation', systemRandom)
  const text = [
    `curl -H "authorization: Bearer ${reading.text}"`,
    `code ${invitation.text}`,
    named('="quite a secret"'),
    pem.trim(),
    `secret: whsec_${Buffer.alloc(32, 'quite').toString('base64')}`,
    keystore,
  ].join('\n')
  const found = findSecrets(text)
  t.deepEqual(
    found.map(({ kind, line }) => [kind, line]),
    [
      ['api-key', 1],
      ['invitation', 2],
      ['passphrase', 3],
      ['private-key', 4],
      ['webhook-secret', 6],
      ['keystore', 7 + keystore.split('\n').findIndex(line => line.includes('ciphertext'))],
    ],
  )
  t.true(found[0]!.detail.includes(`live environment, ${reading.id}`))
  const said = JSON.stringify(found)
  t.false([reading.text.slice(30), 'quite a secret', 'MC4C', 'whsec_'].some(secret => said.includes(secret)))
})

test('what only looks like a secret is passed over, and what is allowed where it stands', t => {
  const broken = `${reading.text.slice(0, -1)}${reading.text.endsWith('0') ? '1' : '0'}`
  const harmless = [
    broken,
    named('=$SECRET_FROM_THE_VAULT'),
    named('=<your passphrase>'),
    `  ${named(': passphrase')}, next }`,
    named('='),
    'the file starts with -----BEGIN PRIVATE KEY-----, as any',
    `${reading.text} // ${allowance}`,
    `# ${allowance}`,
    named(': "quite a secret"'),
  ]
  t.deepEqual(findSecrets(harmless.join('\n')), [])
  for (const written of ['=quite-a-secret', ': "quite a secret"', ': quite-a-secret'])
    t.is(findSecrets(`x\n${named(written)}`)[0]?.line, 2, written)
})

test('a repository is scanned as it would be committed, and with its history also what was taken out again', async t => {
  const { folder, at } = await openWorkplace(t)
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
      cwd: folder,
      stdio: 'pipe',
    })
  const scan = (...args: readonly string[]) => runHere(['secrets', 'scan', folder, '--json', ...args])
  git('init', '--quiet')
  writeFileSync(at('.gitignore'), 'ignored/\n')
  mkdirSync(at('ignored'))
  writeFileSync(at('ignored', 'key.txt'), reading.text)
  writeFileSync(at('config.txt'), `one\nkey ${reading.text}\n`)
  const found = await scan()
  t.is(found.code, 1)
  const { findings, files } = found.json<{ findings: { file: string; line: number }[]; files: number }>()
  t.is(files, 2)
  t.like(findings, [{ file: at('config.txt'), line: 2 }])
  t.regex(found.stderr, /a secret was found; revoke first/)
  git('add', '.')
  git('commit', '--quiet', '-m', 'oops')
  writeFileSync(at('config.txt'), 'one\n')
  git('commit', '--quiet', '-am', 'taken out')
  t.is((await scan()).code, 0)
  const ever = await scan('--history')
  t.is(ever.code, 1)
  const [first] = ever.json<{ findings: { file: string; line: number; commit: string }[] }>().findings
  t.like(first, { file: 'config.txt', line: 2 })
  t.is(first!.commit, git('rev-parse', 'HEAD~1').toString().trim())
})

test('a path that is not there is told', async t => {
  const { at } = await openWorkplace(t)
  const ran = await runHere(['secrets', 'scan', at('nothing')])
  t.is(ran.code, 2)
  t.regex(ran.stderr, /nothing does not exist/)
})
