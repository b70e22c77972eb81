import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { replayRuns } from '../../simulator/player/index.ts'
import { repositoryRoot } from '../support/repository.ts'

const stored = join(repositoryRoot, 'test', 'benchmarks', 'results', 'simulate')

test('the page of benchmarks and its pictures are what the script writes of the stored runs', t => {
  // Inside the repository, so that the formatter finds its settings.
  const folder = mkdtempSync(join(repositoryRoot, 'dist', 'benchmarks-page-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync(process.execPath, [join(repositoryRoot, 'scripts', 'write-benchmarks-page.js'), folder])
  const docs = join(repositoryRoot, 'docs')
  for (const name of readdirSync(join(folder, 'pictures'))) {
    const [written, kept] = [folder, docs].map(where => readFileSync(join(where, 'pictures', name), 'utf8'))
    t.is(written, kept, name)
  }
  const words = (where: string) => readFileSync(join(where, 'benchmarks.md'), 'utf8').split(/[\s|-]+/)
  t.deepEqual(words(folder), words(docs))
})

test('a stored run that is played again gives the same bytes, whichever version stored it', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stored-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(stored, 'hello'), folder, { recursive: true })
  const older = join(folder, 'runs', 's2.jsonl')
  writeFileSync(older, readFileSync(older, 'utf8').replace(/"version":"[^"]*"/, '"version":"0.0.1"'))
  const replayed = await replayRuns(folder, { signal: new AbortController().signal })
  t.deepEqual(
    replayed.map(({ run, isIdentical }) => [run, isIdentical]),
    [
      ['s1', true],
      ['s2', true],
    ],
  )
})
