/**
 * Reads a TAP report (`ava --tap`) and prints each failure as it stands there, then one line: N passed, N failed,
 * N skipped. Exits 1 when a test failed, when none ran, or when the report breaks off before its own summary.
 */
import { readFileSync } from 'node:fs'

/**
 * The counts of a report.
 *
 * @param {string} text the TAP report
 * @returns {{ passed: number, failed: number, skipped: number, isComplete: boolean }}
 */
export function summarizeTap(text) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const line of text.split('\n')) {
    const result = /^(not )?ok \d+(.*)$/.exec(line)
    if (result === null) continue
    if (/ # (SKIP|TODO)\b/i.test(result[2])) counts.skipped += 1
    else if (result[1] === undefined) counts.passed += 1
    else counts.failed += 1
  }
  // A test runner that dies prints no plan; what it had counted until then is no result.
  const isComplete = /^1\.\.\d+$/m.test(text)
  return { ...counts, isComplete }
}

const maximumFailureLines = 60

/**
 * The failures of a report with what it says of each, so that they stand at the end of a long log.
 *
 * @param {string} text the TAP report
 * @returns {readonly string[]}
 */
export function failuresIn(text) {
  const parts = text.split(/^(?=(?:not )?ok \d+|1\.\.\d+$)/m)
  return parts
    .filter(part => /^not ok \d+/.test(part) && !/^not ok \d+.* # (SKIP|TODO)\b/i.test(part))
    .map(part => part.trimEnd().split('\n').slice(0, maximumFailureLines).join('\n'))
}

if (process.argv[1] === import.meta.filename) {
  const report = readFileSync(process.argv[2], 'utf8')
  const { passed, failed, skipped, isComplete } = summarizeTap(report)
  for (const failure of failuresIn(report)) process.stdout.write(`${failure}\n\n`)
  const problems = failed + (isComplete ? 0 : 1)
  if (!isComplete) process.stdout.write('the report breaks off: counted as one failure\n')
  if (passed === 0) process.stdout.write('no test passed\n')
  process.stdout.write(`${passed} passed, ${problems} failed, ${skipped} skipped\n`)
  process.exitCode = problems > 0 || passed === 0 ? 1 : 0
}
