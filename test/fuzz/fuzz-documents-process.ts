/**
 * `npm run fuzz:documents`: every byte of every kind of signed document as another, every bit of one byte in eight, every
 * length that it can be cut to, and its other spellings.
 *
 *   npm run fuzz:documents -- [--only certificate] [--step 1]
 */
import { parseArgs } from 'node:util'
import { signedDocuments } from '../support/signed-documents.ts'
import { faultWith, otherBits, otherBytes, respelled, truncated } from './documents.ts'

const { values } = parseArgs({
  options: { only: { type: 'string' }, step: { type: 'string', default: '1' } },
})
const step = Number(values.step)
if (!Number.isSafeInteger(step) || step < 1) {
  process.stderr.write('--step is a whole number from 1\n')
  process.exit(2)
}
const startedAt = performance.now()
let faults = 0
const cases: Record<string, number> = {}
for (const document of signedDocuments()) {
  if (values.only !== undefined && document.name !== values.only) continue
  cases[document.name] = 0
  for (const changes of [
    otherBytes(document, step),
    otherBits(document, 8 * step),
    truncated(document, step),
    respelled(document),
  ])
    for (const change of changes) {
      cases[document.name]! += 1
      const fault = faultWith(document, change)
      if (fault === undefined) continue
      faults += 1
      process.stderr.write(`${fault}\n`)
    }
  process.stderr.write(`${document.name}: ${document.bytes.length} bytes, ${cases[document.name]} changes\n`)
}
const seconds = (performance.now() - startedAt) / 1000
process.stdout.write(`${JSON.stringify({ cases, faults, seconds })}\n`)
process.exitCode = faults === 0 ? 0 : 1
