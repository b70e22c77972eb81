import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'ava'
import { planRuns, readExperiment } from '../../simulator/experiment/index.ts'
import { readRepositoryFile } from '../support/repository.ts'
import { codeBlocksOf } from './code-blocks.ts'

const page = 'docs/simulate.md'
const blocks = codeBlocksOf(page, readRepositoryFile(page))

test('every experiment of the page can be read and planned', async t => {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-simulate-page-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'page.yaml')
  const names: string[] = []
  for (const { text } of blocks.filter(({ language }) => language === 'yaml')) {
    await writeFile(file, text)
    names.push(...planRuns(await readExperiment(file)).map(({ run }) => run))
  }
  t.true(names.includes('dropped-partition-iid-s1'), names.join(' '))
})

test('the algorithm of the page can be named by an experiment', async t => {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-simulate-page-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(path.join(folder, 'lion.mjs'), blocks.find(({ language }) => language === 'js')!.text)
  const hello = `version: 1
name: lion
data: { dataset: mnist, examples: 400 }
holders: 4
partition: { kind: iid }
model: logistic-regression
training: { rounds: 1, localEpochs: 1, batchSize: 10, learningRate: 0.1, algorithm: { name: fedlion, rate: 0.005 } }
modules: [lion.mjs]
`
  const file = path.join(folder, 'page.yaml')
  await writeFile(file, hello)
  t.is(planRuns(await readExperiment(file)).length, 1)
})
