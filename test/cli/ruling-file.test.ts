import test from 'ava'
import { generateSigner, systemRandom } from '../../aggregation/index.ts'
import { UsageError } from '../../cli/errors.ts'
import { encodeRuling, jointRuling, readRuling, signRuling } from '../../cli/ruling-file.ts'

const ruling = {
  bountyId: 'ab'.repeat(32),
  dispute: 2,
  stage: 'appeal',
  seen: '0e'.repeat(32),
  isUpheld: true,
} as const
const arbiter = () => generateSigner(systemRandom).signer

test('a ruling is read as it was signed, and not once a word of it was changed', t => {
  const signed = signRuling(ruling, arbiter())
  const text = encodeRuling(signed)
  t.deepEqual(readRuling(text, 'a.json'), signed)
  for (const [from, to] of [
    ['"dispute":2', '"dispute":3'],
    ['"appeal"', '"dispute"'],
    ['0e0e', '0e0f'],
    ['true', 'false'],
  ] as const)
    t.throws(() => readRuling(text.replace(from, to), 'a.json'), {
      instanceOf: UsageError,
      message: /a\.json is not signed by the key/,
    })
  t.throws(() => readRuling('{', 'a.json'), { message: /not JSON; an arbiter writes one/ })
  t.throws(() => readRuling('{}', 'a.json'), { message: /a\.json is no ruling: type/ })
})

test('rulings are brought together only where they agree and are by different arbiters', t => {
  const first = { file: 'a', ruling: signRuling(ruling, arbiter()) }
  const second = { file: 'b', ruling: signRuling(ruling, arbiter()) }
  t.like(jointRuling([first, second]), ruling)
  const contrary = { file: 'c', ruling: signRuling({ ...ruling, isUpheld: false }, arbiter()) }
  t.throws(() => jointRuling([first, contrary]), { message: /c decides something else than a/ })
  const older = { file: 'o', ruling: signRuling({ ...ruling, seen: '0f'.repeat(32) }, arbiter()) }
  t.throws(() => jointRuling([first, older]), { message: /o was signed over other evidence than a/ })
  t.throws(() => jointRuling([first, { ...first, file: 'd' }]), { message: /by one arbiter/ })
})
