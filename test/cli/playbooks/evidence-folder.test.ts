import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { generateSigner, systemRandom, toHex, utf8 } from '../../../aggregation/index.ts'
import { manifestName, openEvidenceFolder, verifyEvidence } from '../../../cli/playbooks/evidence-folder.ts'

async function sealedFolder(t: ExecutionContext) {
  const parent = await mkdtemp(join(tmpdir(), 'parley-evidence-'))
  t.teardown(() => rm(parent, { recursive: true, force: true }))
  const { signer } = generateSigner(systemRandom)
  const evidence = await openEvidenceFolder(join(parent, 'kept'))
  await evidence.write('one.json', utf8('{}\n'))
  await evidence.write('two.txt', utf8('two'))
  await evidence.seal({ coordinatorKey: 'c0'.repeat(32), organisation: 'operator', signer, nowMs: 5 })
  return { folder: evidence.folder, key: toHex(signer.publicKey) }
}

test('a folder of evidence holds as it was signed, and under the key that signed it alone', async t => {
  const { folder, key } = await sealedFolder(t)
  const verdict = await verifyEvidence(folder, key)
  t.is(verdict.kind, 'holds')
  if (verdict.kind === 'holds')
    t.deepEqual(
      verdict.manifest.files.map(({ name, bytes }) => [name, bytes]),
      [
        ['one.json', 3],
        ['two.txt', 3],
      ],
    )
  t.like(await verifyEvidence(folder, 'd0'.repeat(32)), { kind: 'broken' })
  await t.throwsAsync(openEvidenceFolder(folder), { message: /exists already/ })
})

test('a file that is another, one too many and one too few are each named', async t => {
  const { folder } = await sealedFolder(t)
  await writeFile(join(folder, 'three.txt'), 'three')
  t.like(await verifyEvidence(folder), { detail: 'three.txt is not in the manifest' })
  await unlink(join(folder, 'three.txt'))
  await writeFile(join(folder, 'two.txt'), 'twO')
  t.regex((await detailOf(folder)) ?? '', /^two\.txt is not what it was/)
  await unlink(join(folder, 'two.txt'))
  t.is(await detailOf(folder), 'two.txt is missing')
})

test('a manifest that was changed after it was signed is refused', async t => {
  const { folder } = await sealedFolder(t)
  const file = join(folder, manifestName)
  writeFileSync(file, readFileSync(file, 'utf8').replace('"madeAtMs":5', '"madeAtMs":6'))
  t.is(await detailOf(folder), 'signature is not that of by.key over the manifest')
})

async function detailOf(folder: string): Promise<string | undefined> {
  const verdict = await verifyEvidence(folder)
  return verdict.kind === 'broken' ? verdict.detail : undefined
}
