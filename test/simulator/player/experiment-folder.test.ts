import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { checkExperimentFolder, claimExperimentFolder } from '../../../simulator/player/experiment-folder.ts'
import { smallExperiment } from '../experiment/small-experiment.ts'

async function openFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-experiment-folder-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const small = smallExperiment()

test('looking at a folder that is not there makes none', async t => {
  const folder = path.join(await openFolder(t), 'new')
  await checkExperimentFolder(folder, small, false)
  await t.throwsAsync(readdir(folder), { code: 'ENOENT' })
})

test('a folder is given to the same experiment again, with other seeds and another description', async t => {
  const folder = await openFolder(t)
  await claimExperimentFolder(folder, small, false)
  const again = smallExperiment({ seeds: [5], description: 'told otherwise' })
  await t.notThrowsAsync(checkExperimentFolder(folder, again, false))
})

test('another experiment is refused with the field that differs and both values', async t => {
  const folder = await openFolder(t)
  await claimExperimentFolder(folder, small, false)
  const other = smallExperiment({ partition: { kind: 'shards', shardsPerHolder: 2 } })
  const error = await t.throwsAsync(checkExperimentFolder(folder, other, false))
  t.regex(error!.message, /partition\.kind is "iid" there and "shards" here; .*--out.*--fresh/)
})

test('a program that was changed since is another experiment, of which its file is named', async t => {
  const folder = await openFolder(t)
  const rule = path.join(await openFolder(t), 'rule.mjs')
  const experiment = smallExperiment({ modules: [rule] })
  await writeFile(rule, 'export default () => 1')
  await claimExperimentFolder(folder, experiment, false)
  await t.notThrowsAsync(checkExperimentFolder(folder, experiment, false))
  await writeFile(rule, 'export default () => 2')
  const error = await t.throwsAsync(checkExperimentFolder(folder, experiment, false))
  t.regex(
    error!.message,
    /contents\.\S+rule\.mjs is "sha256 [0-9a-f]{64}" there and "sha256 [0-9a-f]{64}" here/,
  )
})

test('records that were changed since are another experiment', async t => {
  const [folder, files] = [await openFolder(t), await openFolder(t)]
  const [schema, train, held] = ['schema.yaml', 'train.csv', 'test.csv'].map(name => path.join(files, name))
  for (const file of [schema!, train!, held!]) await writeFile(file, 'a,b\n1,2\n')
  const experiment = smallExperiment({ data: { schema, train, test: held } })
  await claimExperimentFolder(folder, experiment, false)
  await writeFile(train!, 'a,b\n1,3\n')
  await t.throwsAsync(checkExperimentFolder(folder, experiment, false), { message: /train\.csv is/ })
})

test('afresh, the results that were there are removed and nothing else', async t => {
  const folder = await openFolder(t)
  await claimExperimentFolder(folder, small, false)
  await mkdir(path.join(folder, 'runs'))
  await writeFile(path.join(folder, 'notes.txt'), 'mine')
  const other = smallExperiment({ holders: 7 })
  await checkExperimentFolder(folder, other, true)
  await claimExperimentFolder(folder, other, true)
  t.deepEqual((await readdir(folder)).sort(), ['experiment.json', 'notes.txt'])
})

test('a folder of other files is refused, afresh too', async t => {
  const folder = await openFolder(t)
  await writeFile(path.join(folder, 'notes.txt'), 'mine')
  for (const isFresh of [false, true])
    await t.throwsAsync(checkExperimentFolder(folder, small, isFresh), { message: /no experiment's/ })
})

test('a file in place of a folder is refused', async t => {
  const file = path.join(await openFolder(t), 'results')
  await writeFile(file, '')
  const error = await t.throwsAsync(checkExperimentFolder(file, small, false))
  t.is(error?.name, 'ExperimentFileError')
  t.regex(error!.message, /results is no folder; choose another with --out/)
})

test('a folder whose experiment cannot be read is refused, and may be played afresh', async t => {
  const folder = await openFolder(t)
  await writeFile(path.join(folder, 'experiment.json'), '{torn')
  const error = await t.throwsAsync(checkExperimentFolder(folder, small, false))
  t.is(error?.name, 'ExperimentFileError')
  t.regex(error!.message, /experiment\.json does not say whose results these are: .*--fresh/)
  await t.notThrowsAsync(checkExperimentFolder(folder, small, true))
})
