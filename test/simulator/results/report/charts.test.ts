import test from 'ava'
import { parseHTML } from 'linkedom'
import {
  chartSvg,
  lineChartSvg,
  matrixSvg,
  rocChartSvg,
  summarize,
} from '../../../../simulator/results/index.ts'
import { sweepMatrix } from '../../../../simulator/results/report/report-charts.ts'
import { madeUpRun, runWithAccuracies } from '../../../support/stored-runs.ts'

const runs = ['iid', 'shards'].flatMap(kind =>
  [1, 2, 3].map(seed =>
    madeUpRun({
      run: `${kind}-${seed}`,
      seed,
      changes: { 'partition.kind': kind },
      ceiling: kind === 'iid' ? 0.98 : 0.9,
    }),
  ),
)

const textsOf = (svg: string): readonly string[] =>
  [...parseHTML(svg).document.querySelectorAll('text')].map(text => text.textContent)

test('a chart is a file of its own: named, described, with its colours, the same bytes each time', t => {
  for (const kind of ['accuracy', 'loss', 'final'] as const) {
    const svg = chartSvg(kind, summarize(runs), { targets: [0.9] })
    t.is(svg, chartSvg(kind, summarize(runs), { targets: [0.9] }))
    t.regex(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    t.regex(svg, /<title id="drawing-title">\w+/)
    t.regex(svg, /<desc id="drawing-description">[^<]*kind=iid: /)
    t.regex(svg, /prefers-color-scheme:dark/)
    t.notRegex(svg, /NaN|undefined|Infinity| style="/)
  }
})

test('each variant has its number at the end of its line and in the legend, and targets their names', t => {
  const texts = textsOf(chartSvg('accuracy', summarize(runs), { targets: [0.9] }))
  for (const number of ['1', '2']) t.true(texts.filter(text => text === number).length >= 2)
  t.true(texts.includes('kind=iid') && texts.includes('kind=shards'))
  t.true(texts.includes('target 90 %'))
})

test('one variant needs no legend', t => {
  t.false(textsOf(chartSvg('accuracy', summarize(runs.slice(0, 3)))).includes('kind=iid'))
})

test('curves of one point, of none, and intervals wider than the axis are drawn', t => {
  const odd = [
    [],
    [runWithAccuracies([])],
    [runWithAccuracies([0.5])],
    [
      runWithAccuracies([0.1, 0.1], { run: 'a' }),
      runWithAccuracies([0.9, 0.9], { run: 'b', isFinished: false }),
    ],
  ]
  for (const each of odd)
    for (const kind of ['accuracy', 'loss', 'final'] as const)
      t.notRegex(chartSvg(kind, summarize(each)), /NaN|undefined|Infinity/)
})

test('a long run is drawn by some of its rounds, and its last', t => {
  const points = Array.from({ length: 5_000 }, (_, i) => ({
    round: i + 1,
    value: i / 5_000,
    interval: undefined,
  }))
  const svg = lineChartSvg({ title: 't', description: 'd', scale: 'share', series: [{ label: 'a', points }] })
  t.true(svg.length < 20_000, `${svg.length}`)
})

test('text from outside is text in a picture', t => {
  const label = '</text><script>alert("1")</script>'
  const svg = matrixSvg({
    title: label,
    description: label,
    scale: 'share',
    rowTitle: label,
    columnTitle: label,
    rows: [label],
    columns: [label],
    cells: [[0.5]],
  })
  t.false(svg.includes('<script'))
  t.is(parseHTML(svg).document.querySelector('title')!.textContent, label)
})

test('a matrix has the figure of each row and column, darker where it is greater', t => {
  const svg = matrixSvg({
    title: 'Attacks by rules',
    description: 'd',
    scale: 'share',
    rowTitle: 'attack',
    columnTitle: 'rule',
    rows: ['none', 'sign flip'],
    columns: ['mean', 'median'],
    cells: [
      [0.97, 0.96],
      [0.1, undefined],
    ],
  })
  t.deepEqual(textsOf(svg), [
    'attack',
    'rule',
    'mean',
    'median',
    'none',
    'sign flip',
    '97.0 %',
    '96.0 %',
    '10.0 %',
    '–',
  ])
  const shades = [...svg.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, shade]) => Number(shade))
  t.deepEqual(
    shades.map(shade => shade.toFixed(2)),
    ['0.55', '0.54', '0.05'],
  )
  t.throws(
    () =>
      matrixSvg({
        title: '',
        description: '',
        scale: 'share',
        rowTitle: '',
        columnTitle: '',
        rows: ['a'],
        columns: [],
        cells: [],
      }),
    { instanceOf: RangeError, message: /cells: 1 rows of 0 figures/ },
  )
})

test('where columns have no room for their labels these stand aslant, and figures lose digits', t => {
  const columns = ['mean', 'trimmed mean', 'median', 'norm bound']
  const cells = [columns.map((_, i) => 0.9 - i / 10)]
  const at = (width: number) =>
    matrixSvg({
      title: '',
      description: '',
      scale: 'share',
      rowTitle: 'a',
      columnTitle: 'b',
      rows: ['r'],
      columns,
      cells,
      width,
    })
  t.false(at(760).includes('rotate'))
  t.true(textsOf(at(340)).includes('trimmedmean'), 'on two lines')
  t.true(at(200).includes('rotate(-45)'))
  t.true(textsOf(at(200)).includes('90'))
})

test('two swept fields against each other make a matrix, with holes where nothing was run', t => {
  const variant = (rule: string, attack: string, accuracy: number) =>
    runWithAccuracies([accuracy], {
      run: `${rule}-${attack}`,
      changes: { 'b.rule': rule, 'a.attack': attack },
    })
  const found = sweepMatrix(
    summarize([variant('mean', 'none', 0.9), variant('mean', 'flip', 0.2), variant('median', 'none', 0.8)]),
  )!
  t.deepEqual(
    [found.rowTitle, found.rows, found.columnTitle, found.columns],
    ['a.attack', ['none', 'flip'], 'b.rule', ['mean', 'median']],
  )
  t.deepEqual(found.cells, [
    [0.9, 0.8],
    [0.2, undefined],
  ])
  t.is(sweepMatrix(summarize(runs)), undefined)
})

test('the curve of an attack runs beside the diagonal of guessing, with its label in the legend', t => {
  const curves = [
    {
      label: 'open <1>',
      points: [
        [0, 0],
        [0.25, 0.75],
        [1, 1],
      ],
    },
    {
      label: 'hidden',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  ] as const
  const svg = rocChartSvg({ title: 'Who?', description: 'Two curves', curves })
  t.true(textsOf(svg).includes('open <1>') && textsOf(svg).includes('Members found'))
  t.is([...svg.matchAll(/stroke-dasharray="6 4"/g)].length, 1)
  // From the left edge at 56 to the right one at 456, from 396 up to 34.
  t.true(svg.includes('M56,396L156,124.5L456,34'), svg)
  t.notRegex(svg, /NaN|undefined| style="/)
})
