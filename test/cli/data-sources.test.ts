import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { sourcesOf } from '../../cli/data-sources.ts'

const textsOf = async (place: string) =>
  (await sourcesOf(place)).map(source => Buffer.from(source).toString())

test('a file is known by its place and by its contents, each by itself', async t => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parley-sources-')))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const [first, second] = [join(folder, 'a.csv'), join(folder, 'b.csv')]
  writeFileSync(first, 'x\n1\n')
  const [place, contents] = await textsOf(first)
  t.is(place, `place ${first}`)
  writeFileSync(first, 'x\n2\n')
  const changed = await textsOf(first)
  t.is(changed[0], place)
  t.not(changed[1], contents)
  writeFileSync(second, 'x\n1\n')
  t.deepEqual(await textsOf(second), [`place ${second}`, contents])
})

test('a folder of many files is known by what stands in them, whatever they are called', async t => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parley-sources-')))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const [here, copy] = [join(folder, 'here'), join(folder, 'copy')]
  mkdirSync(join(here, 'nested'), { recursive: true })
  for (let i = 0; i < 50; i++) writeFileSync(join(here, i % 2 === 0 ? 'nested' : '.', `${i}.png`), `${i}`)
  cpSync(here, copy, { recursive: true })
  renameSync(join(copy, '1.png'), join(copy, 'other.png'))
  t.is((await textsOf(here))[1], (await textsOf(copy))[1])
  writeFileSync(join(copy, 'other.png'), 'x')
  t.not((await textsOf(here))[1], (await textsOf(copy))[1])
})
