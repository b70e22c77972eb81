import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { prepareRun, readRunData } from '../../../simulator/engine/index.ts'
import { play, refusalOf, smallRun } from './small-run.ts'

const hospitals = ['north', 'south', 'west', 'east']

const schemaText = `kind: table
features:
  - {name: age, kind: number, mean: 50, deviation: 20}
  - {name: hospital, kind: category, values: [north, south, west, east]}
label: {name: ill, classes: [no, yes]}
`

const schema = {
  kind: 'table',
  features: [
    { name: 'age', kind: 'number', mean: 50, deviation: 20 },
    { name: 'hospital', kind: 'category', values: hospitals },
  ],
  label: { name: 'ill', classes: ['no', 'yes'] },
}

/** 12 records of the first hospital, 13 of the second, and so on; who is over 50 is ill. */
const rows = hospitals.flatMap((hospital, i) =>
  Array.from({ length: 12 + i }, (_, record) => {
    const age = 20 + ((record * 7 + i * 3) % 60)
    return `${age},${hospital},${age > 50 ? 'yes' : 'no'}`
  }),
)

async function withFiles(
  change: Partial<Record<'schema.yaml' | 'schema.json' | 'data.csv', string>>,
  use: (fields: (schemaFile?: string, column?: string) => object) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-run-data-'))
  const files = {
    'schema.yaml': schemaText,
    'schema.json': JSON.stringify(schema),
    'data.csv': ['age,hospital,ill', ...rows].join('\n'),
    ...change,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const csv = join(folder, 'data.csv')
  try {
    await use((schemaFile = 'schema.yaml', column = 'hospital') => ({
      data: { schema: join(folder, schemaFile), train: csv, test: csv },
      holders: undefined,
      partition: { kind: 'column', column },
    }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('records of a file are cut by a column, a holder for each of its values', async t => {
  await withFiles({}, async fields => {
    const run = smallRun(fields() as never)
    const { holders } = prepareRun(run, await readRunData(run.experiment))
    // Values in the order of their text: east, north, south, west.
    t.deepEqual(
      holders.map(({ organisation, examples }) => [organisation, examples]),
      [
        ['holder-1', 15],
        ['holder-2', 12],
        ['holder-3', 13],
        ['holder-4', 14],
      ],
    )
    const { end, rounds } = await play(
      smallRun({ ...fields(), training: { rounds: 5, learningRate: 0.5 } } as never),
    )
    t.is(end?.reason, 'rounds-done')
    t.true(rounds.at(-1)!.metrics.accuracy! > 0.7)
  })
})

test('a schema in YAML is that in JSON', async t => {
  await withFiles({}, async fields => {
    const [yaml, json] = await Promise.all(
      ['schema.yaml', 'schema.json'].map(file => readRunData(smallRun(fields(file) as never).experiment)),
    )
    t.deepEqual(yaml, json)
  })
})

test('a schema or a column that cannot be used is refused with its field', async t => {
  const open = schemaText
    .replace('mean: 50, deviation: 20', 'minimum: 0, maximum: 120')
    .concat('statistics: federated\n')
  await withFiles({ 'schema.json': '{"kind": "table', 'schema.yaml': schemaText }, async fields => {
    const field = async (run: object) => (await refusalOf(smallRun(run as never)))?.message ?? ''
    t.regex(await field(fields('schema.json')), /^data\.schema: .*schema\.json is not YAML: /)
    t.regex(await field(fields('none.yaml')), /^data\.schema: .*none\.yaml cannot be read: /)
    t.is(
      await field(fields('schema.yaml', 'ward')),
      'partition.column: there is no "ward"; the table has age, hospital',
    )
    t.regex(
      await field({ ...fields(), holders: 5 }),
      /^holders: "hospital" has 4 values, a holder each, not 5$/,
    )
  })
  await withFiles({ 'schema.yaml': open }, async fields => {
    t.regex(
      (await refusalOf(smallRun(fields() as never)))?.message ?? '',
      /^data\.schema: leaves its means to federated/,
    )
  })
  t.regex(
    (
      await refusalOf(
        smallRun({ holders: undefined, partition: { kind: 'column', column: 'ward' } } as never),
      )
    )?.message ?? '',
    /^partition\.column: .*images have no columns/,
  )
})
