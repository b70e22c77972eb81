import { writeFile } from 'node:fs/promises'
import test from 'ava'
import { toHex } from '../../aggregation/index.ts'
import { encodeCertificate } from '../../protos/lineage/index.ts'
import { encodeBountyLog } from '../../protos/market-log/index.ts'
import { runVerifier } from '../../verifier/index.ts'
import { openWorkplace, runHere } from '../cli/parley.ts'
import { plainStory } from '../support/bounty-story.ts'
import { certificateOf, coordinator, logOf } from '../support/signed-documents.ts'

const key = toHex(coordinator.publicKey)

async function verifierHere(...args: readonly string[]) {
  let [stdout, stderr] = ['', '']
  const code = await runVerifier(args, {
    stdout: { write: text => (stdout += text) },
    stderr: { write: text => (stderr += text) },
  })
  return { code, stdout, stderr }
}

test('parley-verify and parley verify say the same of the same files', async t => {
  const { at } = await openWorkplace(t)
  const story = plainStory()
  await writeFile(at('log.json'), encodeBountyLog(logOf(story)))
  await writeFile(at('settlement.json'), story.state().settlement!)
  await writeFile(at('certificate.json'), encodeCertificate(certificateOf(story).certificate))
  await writeFile(at('spoiled.json'), encodeBountyLog({ ...logOf(story), bountyId: 'ab'.repeat(32) }))
  const cases = [
    [at('log.json')],
    [at('log.json'), '--coordinator-key', key],
    [at('certificate.json'), '--coordinator-key', key],
    [at('certificate.json'), '--model-hash', '0b'.repeat(32)],
    [at('certificate.json'), '--model-hash', '0a'.repeat(32)],
    [at('settlement.json'), '--log', at('log.json'), '--coordinator-key', key],
    [at('spoiled.json')],
    [at('log.json'), at('spoiled.json')],
  ]
  for (const args of cases)
    for (const form of [[], ['--json']]) {
      const [own, whole] = [await verifierHere(...args, ...form), await runHere(['verify', ...args, ...form])]
      t.is(own.stdout, whole.stdout, args.join(' '))
      t.is(own.code, whole.code as 0 | 1 | 2)
    }
})

test('what must be corrected is told in a sentence with exit code 2', async t => {
  const { at } = await openWorkplace(t)
  const story = plainStory()
  await writeFile(at('log.json'), encodeBountyLog(logOf(story)))
  await writeFile(at('settlement.json'), story.state().settlement!)
  await writeFile(at('certificate.json'), encodeCertificate(certificateOf(story).certificate))
  const cases: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [[], /name at least one file/],
    [['--frob'], /Unknown option '--frob'/],
    [[at('nowhere.json')], /nowhere\.json does not exist/],
    [[at('.')], /a folder is no document/],
    [[at('log.json'), '--coordinator-key', 'xy'], /--coordinator-key must be 64 lower-case hex digits/],
    [[at('log.json'), '--model-hash', '00'.repeat(32)], /only a lineage certificate is about a model/],
    [[at('log.json'), '--witness', 'elm'], /--witness elm is no key of a witness/],
    [[at('log.json'), '--witnesses-needed', '2'], /has no meaning without --witness/],
    [[at('settlement.json')], /name the file with --log/],
    [[at('settlement.json'), '--log', at('settlement.json')], /--log names is no bounty’s log/],
    [[at('certificate.json'), '--settlement', at('x.json')], /is no bounty’s log/],
    [[at('log.json'), '--settlement', at('certificate.json')], /exists already/],
  ]
  for (const [args, words] of cases) {
    const { code, stdout, stderr } = await verifierHere(...args)
    t.is(code, 2, stderr)
    t.regex(stderr, words)
    t.is(stdout, '')
    t.notRegex(stderr, /\n\s+at |undefined/)
  }
  const { code, stdout } = await verifierHere('--help')
  t.is(code, 0)
  t.regex(stdout, /^Usage: parley-verify/)
})
