/**
 * Reads a TAP report (`ava --tap`) and prints one line: N passed, N failed, N skipped. Exits 1 when a test failed,
 * when none ran, or when the report breaks off before its own summary.
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

if (process.argv[1] === import.meta.filename) {
  const { passed, failed, skipped, isComplete } = summarizeTap(readFileSync(process.argv[2], 'utf8'))
  const problems = failed + (isComplete ? 0 : 1)
  if (!isComplete) process.stdout.write('the report breaks off: counted as one failure\n')
  if (passed === 0) process.stdout.write('no test passed\n')
  process.stdout.write(`${passed} passed, ${problems} failed, ${skipped} skipped\n`)
  process.exitCode = problems > 0 || passed === 0 ? 1 : 0
}
