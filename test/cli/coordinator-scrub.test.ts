import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import test from 'ava'
import { sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import { storeFindings } from '../../cli/store-findings.ts'
import { sourceOf } from '../../coordinator/blobs/blob-store.ts'
import { openFileBlobs } from '../../coordinator/blobs/file-blobs.ts'
import type { ScrubReport } from '../../coordinator/blobs/index.ts'
import { damage, damages, fileOf, someBlob } from '../coordinator/blobs/places.ts'
import { placeCoordinatorKeys } from '../support/cheap-keys.ts'
import { assertTold, openWorkplace, passphrase, runHere } from './parley.ts'

const yaml = (lines: string) => `dataDir: ./parley\nstore:\n${lines}`

test('a scrub mends one place from the other, and exits with 1 for what no place has', async t => {
  const { at } = await openWorkplace(t)
  await writeFile(
    at('parley.yaml'),
    yaml('  backends:\n    - { kind: folder, path: ./one }\n    - { kind: folder, path: ./two }\n'),
  )
  const [one, two] = [await openFileBlobs(at('one')), await openFileBlobs(at('two'))]
  const blobs = [someBlob(), someBlob()]
  for (const { address, bytes } of blobs)
    for (const store of [one, two]) await store.put(address, sourceOf(bytes))
  const [first] = blobs
  await damage(at('two'), first!.address, damages.truncated!(first!.bytes))
  const scrub = ['coordinator', 'scrub', '--config', at('parley.yaml')]
  const mended = await runHere([...scrub, '--json'])
  t.is(mended.code, 0, mended.stderr)
  const report = mended.json<ScrubReport>()
  t.like(report, { isWhole: true, blobs: 2, unlisted: [] })
  t.like(report.findings[0], {
    address: first!.address,
    store: at('two'),
    fault: 'damaged',
    repairedFrom: at('one'),
  })
  const again = await runHere(scrub)
  t.regex(again.stdout, /2 blobs; every place has all of them\./)

  await damage(at('two'), first!.address, damages.flipped!(first!.bytes))
  await rm(fileOf(at('one'), first!.address))
  const broken = await runHere([...scrub, '--json'])
  t.is(broken.code, 1)
  t.like(broken.json<ScrubReport>(), { isWhole: false })
  t.deepEqual(
    broken.json<ScrubReport>().findings.map(({ store, fault }) => [store, fault]),
    [
      [at('one'), 'missing'],
      [at('two'), 'damaged'],
    ],
  )
  const told = await runHere(scrub)
  t.is(told.code, 1)
  t.regex(told.stdout, /put back from a backup what no place has whole/)
})

test('a scrub of a folder that is not there says so, and a page that names no place is corrected', async t => {
  const { at } = await openWorkplace(t)
  assertTold(
    t,
    await runHere(['coordinator', 'scrub', '--data-dir', at('nowhere')]),
    2,
    /there is no folder .*nowhere/,
  )
  for (const [lines, fault] of [
    ['  backends: []\n', /store\.backends/],
    ['  backends: [{ kind: s3, bucket: m }]\n', /store\.backends\.0\.bucket/],
    ['  backends: [{ kind: s3, bucket: models, endpoint: "ftp://x" }]\n', /store\.backends\.0\.endpoint/],
    ['  backends: [{ kind: tape }]\n', /store\.backends\.0\.kind/],
    ['  backends: [{ kind: folder, path: ./one }]\n  scrubHours: 0\n', /store\.scrubHours/],
  ] as const) {
    await writeFile(at('parley.yaml'), yaml(lines))
    assertTold(t, await runHere(['coordinator', 'scrub', '--config', at('parley.yaml')]), 2, fault)
  }
})

test('the doctor tries every place of a coordinator’s page', async t => {
  const { at } = await openWorkplace(t)
  await writeFile(at('file'), 'in the way')
  await writeFile(
    at('parley.yaml'),
    yaml('  backends:\n    - { kind: folder, path: ./one }\n    - { kind: folder, path: ./file/two }\n'),
  )
  const ofStore = await storeFindings(at('parley.yaml'))
  t.deepEqual(
    ofStore.map(({ check, verdict }) => [check, verdict]),
    [
      [`model store ${at('one')}`, 'ok'],
      [`model store ${at('file', 'two')}`, 'fault'],
    ],
  )
})

test('a coordinator that is started with two places seals what an earlier version left, into both', async t => {
  const { at, serve } = await openWorkplace(t)
  placeCoordinatorKeys(at('parley'), passphrase)
  await writeFile(
    at('parley.yaml'),
    yaml('  backends:\n    - { kind: folder, path: ./one }\n    - { kind: folder, path: ./two }\n'),
  )
  const contents = systemRandom.bytes(1_000)
  const name = toHex(sha256(contents))
  const old = at('parley', 'blobs', name.slice(0, 2), name)
  await mkdir(path.dirname(old), { recursive: true })
  await writeFile(old, contents)
  await serve(['coordinator', '--config', at('parley.yaml'), '--listen', '127.0.0.1:0', '--no-http'])
  await t.throwsAsync(readFile(old), { code: 'ENOENT' })
  const ran = await runHere(['coordinator', 'scrub', '--config', at('parley.yaml'), '--json'])
  const report = ran.json<ScrubReport>()
  t.like(report, { isWhole: true, blobs: 1, findings: [] })
  t.deepEqual(
    report.stores.map(({ name: store, blobs, bytes }) => [store, blobs, bytes > contents.length]),
    [
      [at('one'), 1, true],
      [at('two'), 1, true],
    ],
  )
})
