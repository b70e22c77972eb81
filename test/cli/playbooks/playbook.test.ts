/** The runner of playbooks: what ends one, and what its report says then. */
import test from 'ava'
import { CommandError, InterruptedError } from '../../../cli/errors.ts'
import { type Playbook, type PlaybookRun, readyPlaybook, type Step } from '../../../cli/playbooks/playbook.ts'
import type { PlaybookReport } from '../../../cli/playbooks/report.ts'
import { reportPage } from '../../../cli/playbooks/report-page.ts'

type Facts = readonly string[]

const done = (word: string, holds = true): Step<Facts> => ({
  title: `Do ${word}`,
  act: async facts => ({
    outcome: 'done',
    detail: '',
    facts: [...facts, word],
    checks: [{ claim: `${word} is so`, how: 'asked again', holds, detail: 'a | b' }],
  }),
})

function stage(steps: readonly Step<Facts>[]) {
  const saved: PlaybookReport[] = []
  let nowMs = 1_000
  const stop = new AbortController()
  const run: PlaybookRun = {
    ...{ coordinatorKey: 'c0', by: 'operator (operator)', stop: stop.signal, note: () => undefined },
    nowMs: () => {
      nowMs += 500
      return nowMs
    },
    save: async report => {
      saved.push(report)
    },
  }
  const playbook: Playbook<Facts> = {
    ...{ name: 'trial', about: 'something', warning: '', contained: 'all is well', before: [], steps },
    close: facts => ({
      findings: { words: facts },
      remaining: ['Call somebody.'],
      letters: [{ to: 'all', subject: 'News', text: 'One.\nTwo.' }],
      shownOnce: [{ what: 'a code', secret: 'parley_secret' }],
    }),
  }
  return { saved, stop, start: () => readyPlaybook(playbook).run(run) }
}

test('a check that does not hold leaves the playbook not in order, and the steps after it are done', async t => {
  const { start } = stage([done('one', false), { ...done('two'), contains: true }])
  const { report } = await start()
  t.like(report, { ok: false, isOver: true, findings: { words: ['one', 'two'] } })
  t.is(report.secondsToContain, 2)
  t.regex(reportPage(report), /Not in order: not so: one is so/)
})

test('the step that contains counts as that only where it was taken and its own checks hold', async t => {
  const { report } = await stage([{ ...done('one', false), contains: true }]).start()
  t.is(report.secondsToContain, null)
  const left: Step<Facts> = {
    title: 'Leave it',
    contains: true,
    act: async facts => ({ outcome: 'skipped', detail: 'not asked for', facts }),
  }
  const { report: skipped } = await stage([left]).start()
  t.like(skipped, { secondsToContain: null, ok: true })
})

test('a step that fails ends the playbook, and its message is in the report', async t => {
  const failing: Step<Facts> = {
    title: 'Fail',
    act: async () => {
      throw new CommandError('the coordinator is away')
    },
  }
  const { report } = await stage([done('one'), failing, done('three')]).start()
  t.is(report.ok, false)
  t.deepEqual(
    report.steps.map(({ outcome, detail }) => [outcome, detail]),
    [
      ['done', ''],
      ['failed', 'the coordinator is away'],
    ],
  )
})

test('a playbook that is broken off has told of the steps before, as not over', async t => {
  const { start, saved, stop } = stage([done('one'), done('two')])
  const interrupting = stage([
    done('one'),
    {
      title: 'Wait',
      act: async () => {
        throw new InterruptedError('broken off')
      },
    },
  ])
  await t.throwsAsync(interrupting.start(), { instanceOf: InterruptedError })
  const last = interrupting.saved.at(-1)!
  t.like(last, { isOver: false, ok: false, endedAtMs: 0, findings: { words: ['one'] } })
  t.regex(reportPage(last), /Begin it again/)
  stop.abort()
  await t.throwsAsync(start(), { instanceOf: InterruptedError })
  t.is(saved.length, 1)
})

test('the page has steps, checks, what is left and letters, and no secret; what would end a cell does not', async t => {
  const { report, shownOnce } = await stage([done('one')]).start()
  t.true(report.ok)
  t.is(shownOnce[0]!.secret, 'parley_secret')
  const page = reportPage(report)
  t.regex(page, /\| holds \| one is so \| asked again \| a \\\| b \|/)
  t.regex(page, /- \[ \] Call somebody\./)
  t.regex(page, /> \*\*News\*\*\n>\n> One\.\n> Two\./)
  t.notRegex(page + JSON.stringify(report), /parley_secret/)
})
