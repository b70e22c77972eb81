import { chmod, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { Command } from 'commander'
import { buildProgram, processWorld } from '../../cli/index.ts'
import { placeKeystore } from '../support/cheap-keys.ts'
import { assertTold, openWorkplace, passphrase, runHere } from './parley.ts'

test('every command has help with an example, takes --json and says what it is for', async t => {
  const program = await buildProgram(processWorld())
  const leaves = (command: Command): Command[] =>
    command.commands.flatMap(child => [...leaves(child), ...(isLeaf(child) ? [child] : [])])
  // `keys`, `bounty` and their like only hold others.
  const isLeaf = (command: Command) => command.options.length > 0
  const all = leaves(program)
  t.true(all.length >= 20)
  for (const command of all) {
    let help = ''
    command.configureOutput({ writeOut: text => (help += text) })
    command.outputHelp()
    t.true(command.description().length > 10, command.name())
    t.regex(help, /--json/, command.name())
    if (command.name() !== 'policy') t.regex(help, /Examples?:\n {2}\$ (\S+=\S+ )?parley/, command.name())
  }
})

test('help goes to stdout and exits 0', async t => {
  const { parley } = await openWorkplace(t)
  const { code, stdout, stderr } = await parley(['bounty', 'post', '--help'])
  t.is(code, 0)
  t.is(stderr, '')
  t.regex(stdout, /Usage: parley bounty post \[options\] <file>/)
})

test('what is not a command, an option or a value is told on stderr and exits 2', async t => {
  const { parley } = await openWorkplace(t)
  assertTold(t, await parley(['bounti']), 2, /unknown command 'bounti'/)
  assertTold(t, await runHere(['bounty', 'post']), 2, /missing required argument 'file'/)
  assertTold(t, await runHere(['demo', '--holders', '4']), 2, /whole number from 5 to 16/)
  assertTold(t, await runHere(['demo', '--kill-coordinator', '27']), 2, /past the last of 26 rounds/)
  assertTold(t, await runHere(['bounty', 'list', '--state', 'asleep']), 2, /one of open, running/)
  assertTold(t, await runHere(['client', '--once']), 2, /--data PATH and --policy FILE/)
  const json = await parley(['bounty', 'show', '12', '--json'])
  t.is(json.code, 2)
  t.is(json.json<{ error: { reason: string } }>().error.reason, 'not-found')
})

test('a keystore is made once, shown without its passphrase, and never replaced', async t => {
  const { parley, at } = await openWorkplace(t)
  const made = await parley(['keys', 'new', '--description', 'radiology', '--json'])
  t.is(made.code, 0, made.stderr)
  const { publicKey, file } = made.json<{ publicKey: string; file: string }>()
  t.regex(publicKey, /^[0-9a-f]{64}$/)
  t.is(file, at('home', 'keystore.json'))
  const shown = await parley(['keys', 'show', '--json'], { PARLEY_PASSPHRASE: 'wrong' })
  t.like(shown.json(), { publicKey, description: 'radiology' })
  assertTold(t, await parley(['keys', 'new']), 2, /exists already/)
  t.is((await parley(['keys', 'show', '--json'])).json().publicKey, publicKey)
})

test('a wrong passphrase, a damaged keystore and an open one are told apart', async t => {
  const { parley, at } = await openWorkplace(t)
  await parley(['keys', 'new'])
  const file = at('home', 'keystore.json')
  const text = await readFile(file, 'utf8')
  const balance = ['ledger', 'balance', '--coordinator', '127.0.0.1:1']

  // parley-secrets: allow
  const wrong = await parley([...balance, '--json'], { PARLEY_PASSPHRASE: 'tr0ub4dor' })
  assertTold(t, wrong, 2, /the passphrase does not open it/)
  t.is(wrong.json<{ error: { reason: string } }>().error.reason, 'wrong-passphrase')

  const { ciphertext } = JSON.parse(text).crypto.cipher
  const flipped = ciphertext.slice(0, -1) + (ciphertext.endsWith('0') ? '1' : '0')
  await writeFile(file, text.replace(ciphertext, flipped))
  assertTold(t, await parley(balance), 2, /keystore\.json: the checksum does not fit/, /backup/)
  await writeFile(file, text.slice(0, 100))
  assertTold(t, await parley(balance), 2, /it is not JSON/)

  await writeFile(file, text)
  await chmod(file, 0o644)
  assertTold(t, await parley(balance), 2, /chmod 600/)
})

test('the keystore is that of --keystore, else of PARLEY_KEYFILE, else of the home', async t => {
  const { at } = await openWorkplace(t)
  for (const name of ['one', 'two', 'home/keystore']) placeKeystore(at(`${name}.json`), passphrase)
  const shown = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
    (await runHere(['keys', 'show', '--home', at('home'), '--json', ...args], env)).json<{ file: string }>()
      .file
  t.is(await shown(['--keystore', at('one.json')], { PARLEY_KEYFILE: at('two.json') }), at('one.json'))
  t.is(await shown([], { PARLEY_KEYFILE: at('two.json') }), at('two.json'))
  t.is(await shown([], {}), at('home', 'keystore.json'))
})

test('nobody can be asked for a passphrase without a terminal, and an empty one is none', async t => {
  const { at } = await openWorkplace(t)
  const create = ['keys', 'new', '--home', at('home')]
  assertTold(t, await runHere(create, { PARLEY_PASSPHRASE: '' }), 2, /PARLEY_PASSPHRASE is empty/)
  assertTold(
    t,
    await runHere([...create, '--passphrase-file', at('none.txt')]),
    2,
    /none\.txt does not exist/,
  )
})

test('the demonstration leaves a folder alone that is not its own', async t => {
  const { folder, at } = await openWorkplace(t)
  await writeFile(at('thesis.tex'), 'years of work')
  const ran = await runHere(['demo', '--dir', folder])
  assertTold(t, ran, 2, /not empty and not an earlier demonstration/)
  t.is(await readFile(at('thesis.tex'), 'utf8'), 'years of work')
})
