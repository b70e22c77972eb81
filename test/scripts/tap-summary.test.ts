import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { repositoryRoot } from '../support/repository.ts'

/** The last line that the script prints about a report, and how it ends. */
function summaryOf(report: string): { readonly lastLine: string; readonly status: number } {
  const { printed, status } = run(report)
  return { lastLine: printed.trimEnd().split('\n').at(-1)!, status }
}

function printedOf(report: string): string {
  return run(report).printed
}

function run(report: string): { readonly printed: string; readonly status: number } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tap-'))
  try {
    const file = join(folder, 'report.tap')
    writeFileSync(file, report)
    const script = join(repositoryRoot, 'scripts', 'tap-summary.js')
    const printed = execFileSync(process.execPath, [script, file], { encoding: 'utf8', stdio: 'pipe' })
    return { printed, status: 0 }
  } catch (error) {
    const { stdout, status } = error as { stdout: string; status: number }
    return { printed: stdout, status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const passed = 'TAP version 13\nok 1 - it adds\nok 2 - it says "not ok"\n    not ok 3 in a log\n'

test('a report without failures is counted and passes', t => {
  t.deepEqual(summaryOf(`${passed}\n1..2\n# tests 2\n# pass 2\n# fail 0\n`), {
    lastLine: '2 passed, 0 failed, 0 skipped',
    status: 0,
  })
})

test('failures and skipped tests are counted apart, and a failure fails', t => {
  const report = `${passed}not ok 3 - it divides\nok 4 - later # SKIP\nok 5 - some day # TODO\n\n1..5\n`
  t.deepEqual(summaryOf(report), { lastLine: '2 passed, 1 failed, 2 skipped', status: 1 })
})

test('each failure stands before the counts, with what the report says of it', t => {
  const failure =
    "not ok 2 - it divides\n  ---\n    name: AssertionError\n    at: 'divide.test.ts:7:5'\n  ...\n"
  const printed = printedOf(`ok 1 - it adds\n# a comment\n${failure}ok 3 - it ends\n\n1..3\n`)
  t.is(printed, `${failure}\n2 passed, 1 failed, 0 skipped\n`)
})

test('a report that breaks off counts as a failure', t => {
  t.deepEqual(summaryOf(passed), { lastLine: '2 passed, 1 failed, 0 skipped', status: 1 })
})

test('a report in which nothing ran fails', t => {
  t.deepEqual(summaryOf('TAP version 13\n1..0\n'), { lastLine: '0 passed, 0 failed, 0 skipped', status: 1 })
  t.deepEqual(summaryOf(''), { lastLine: '0 passed, 1 failed, 0 skipped', status: 1 })
})
