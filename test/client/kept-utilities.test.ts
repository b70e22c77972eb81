import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openUtilitiesFolder } from '../../client/index.ts'

test('what an evaluator committed to is there when it starts again, and nothing replaces it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-utilities-'))
  const bountyId = 'ab'.repeat(32)
  const kept = { salt: new Uint8Array(32).fill(7), utilities: [-1_234_567n, 0n, 10n ** 17n] }
  openUtilitiesFolder(folder).keep(bountyId, 3, kept)
  const again = openUtilitiesFolder(folder)
  t.deepEqual(again.read(bountyId, 3), kept)
  t.is(again.read(bountyId, 4), undefined)
  t.throws(() => again.keep(bountyId, 3, { ...kept, utilities: [1n] }), { message: /kept already/ })
  t.deepEqual(again.read(bountyId, 3), kept)
})
