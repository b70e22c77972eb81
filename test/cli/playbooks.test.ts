/** Every playbook against an incident that is really made: one coordinator over TLS, real members, a thief for each. */
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { keyIdOf, systemRandom, toHex } from '../../aggregation/index.ts'
import { addPlaybookCommand } from '../../cli/commands/playbook.ts'
import { hasOtherNetwork } from '../../cli/drill/middlebox.ts'
import { drillPlaybooks } from '../../cli/drill/playbook-drill.ts'
import type { PlaybookStage } from '../../cli/drill/playbook-stage.ts'
import type { World } from '../../cli/world.ts'
import { runHere } from './parley.ts'

const { stdin, stdout, stderr } = process
/** More than the audit writes down one by one of a kind in a minute. */
const resends = 70
const world: World = {
  ...{ env: {}, stdin, stdout, stderr, random: systemRandom, nowMs: Date.now },
  stop: new AbortController().signal,
  endLifetime: () => undefined,
}

test('every playbook ends the incident that it is for: what was stolen is let in no more, and every check holds', async t => {
  t.timeout(120_000)
  const folder = await mkdtemp(join(tmpdir(), 'parley-playbooks-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const notes: string[] = []
  const report = await drillPlaybooks(
    {
      ...{ folder, resends, addPlaybooks: addPlaybookCommand, note: text => notes.push(text) },
      atEnd: async stage => {
        await beginAgain(t, stage)
        await lookAtFolder(t, stage)
        await tryUnknown(t, stage)
      },
    },
    world,
  )
  if (!report.allChecksHold) t.log(notes.join('\n'))
  t.like(report, { acceptedAfter: 0, allChecksHold: true })
  for (const [name, each] of Object.entries(report.playbooks)) {
    t.true(each.ok && each.held === each.checks && each.checks > 3, name)
    t.true(each.secondsToContain !== null && each.secondsToContain >= 0, name)
  }
  const { 'replay-storm': storm, 'leaked-key': leaked, 'stolen-api-key': api } = report.playbooks
  t.true(storm!.tries > resends)
  // There was something to end, and it was tried afterwards.
  for (const each of [leaked!, api!, report.playbooks['departed-employee']!])
    t.true(each.acceptedBefore >= 3 && each.tries >= each.acceptedBefore + 5)
  await readReports(t, folder)
})

/** What is done is found done, and the same report is written over by nobody. */
async function beginAgain(t: ExecutionContext, { place, holders, play }: PlaybookStage): Promise<void> {
  const keyId = toHex(keyIdOf(holders[1]!.ring.current().signer.publicKey))
  const plan = await play(['leaked-key', keyId, '--dry-run', '--report', join(place.folder, 'dry.json')])
  t.is(plan.result.steps.length, 7)
  const again = await play(['leaked-key', keyId, '--report', join(place.folder, 'again.json')])
  t.true(again.isInOrder)
  t.deepEqual(
    again.result.steps.map(({ outcome }) => outcome),
    ['done', 'found-done', 'done', 'found-done', 'done', 'done', 'skipped'],
  )
  await t.throwsAsync(play(['leaked-key', keyId, '--report', join(place.folder, 'again.json')]), {
    message: /again\.json exists already/,
  })
}

/** A file that was changed afterwards is found by the manifest. */
async function lookAtFolder(t: ExecutionContext, { place }: PlaybookStage): Promise<void> {
  const kept = join(place.folder, 'kept')
  const whole = await runHere(['playbook', 'check-folder', kept, '--json'])
  t.like(whole.json(), { holds: true, files: 10 })
  await appendFile(join(kept, 'members.json'), ' ')
  const changed = await runHere(['playbook', 'check-folder', kept, '--json'])
  t.is(changed.code, 1)
  t.regex(String(changed.json().detail), /members\.json is not what it was/)
}

async function tryUnknown(t: ExecutionContext, { place, play }: PlaybookStage): Promise<void> {
  const { isInOrder, result } = await play([
    'leaked-key',
    'ab'.repeat(16),
    '--report',
    join(place.folder, 'unknown.json'),
  ])
  t.false(isInOrder)
  t.like(result, { ok: false, isOver: true, secondsToContain: null })
  t.deepEqual(
    result.steps.map(({ outcome }) => outcome),
    ['failed'],
  )
}

/** What people read, and what stands nowhere. */
async function readReports(t: ExecutionContext, folder: string): Promise<void> {
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  const storm = await read('storm.md')
  t.regex(storm, /\| minute \| accepted \| nonce \| refused \|/)
  t.regex(storm, /█+ \d+ \|/)
  const findings = JSON.parse(await read('storm.json')).findings
  t.true(findings.refused.nonce >= resends)
  t.deepEqual(findings.acceptedTwice, [])
  t.is(findings.revoked.length, hasOtherNetwork ? 1 : 0)
  const leaked = await read('leaked-key.md')
  for (const words of [
    /- \[ \] Call holder-2/,
    /To buyer-1/,
    /100,003 units in escrow/,
    /DAY AND HOUR/,
    /\| beginSession \| \d+ \|/,
  ])
    t.regex(leaked, words)
  // The thief's back door ended with the key that made it.
  t.deepEqual(JSON.parse(await read('leaked-key.json')).findings.apiKeys, [])
  const secret = (await read('found.txt')).trim()
  const names = (await readdir(folder)).filter(name => /\.(md|json)$/.test(name))
  t.true(names.length >= 12)
  for (const name of names) {
    const text = await read(name)
    t.false(text.includes(secret), `${name} has the API key`)
    t.notRegex(text, /parley_dev_i/, `${name} has an invitation`)
  }
}
