/**
 * Writes docs/benchmarks.md and its pictures from stored results of `parley simulate`, so that no figure of the page is
 * typed by hand. Run `npm run build` before: figures are counted by the product's own code.
 *
 *   node scripts/write-benchmarks-page.js [FOLDER]     docs/, unless another is named
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { chartSvg, matrixSvg, readRuns, roundsTo, summarize } = await import(
  join(root, 'dist', 'simulator', 'results', 'index.js')
)
const stored = join(root, 'test', 'benchmarks', 'results', 'simulate')
const docs = process.argv[2] ?? join(root, 'docs')
const pictures = join(docs, 'pictures')
mkdirSync(pictures, { recursive: true })

const percent = (value, digits = 2) =>
  value === undefined || value === null ? '—' : `${(100 * value).toFixed(digits)} %`
const number = value => (value === undefined ? '—' : String(Number(value.toPrecision(3))))

/** A Markdown table with columns as wide as their widest cell, as the formatter leaves it. */
function table(head, rows) {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map(row => row[i].length)))
  const line = cells => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  return [line(head), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  )
}

function picture(name, svg, text) {
  writeFileSync(join(pictures, `${name}.svg`), svg)
  return `![${text}](pictures/${name}.svg)`
}

/** The runs of one stored experiment, with its settings; undefined where it is not stored. */
async function load(name) {
  const folder = join(stored, name)
  if (!existsSync(folder)) return undefined
  const runs = (await readRuns(folder)).filter(({ rounds }) => rounds.length > 0)
  if (runs.length === 0) return undefined
  const settings = JSON.parse(readFileSync(join(folder, 'experiment.json'), 'utf8'))
  return { name, runs, settings, summaries: inOrder(settings, summarize(runs)) }
}

/** Variants in the order of the experiment's page; results are read by name. */
function inOrder({ variants = [] }, summaries) {
  const place = ({ label }) => {
    const at = variants.findIndex(({ name }) => name === label)
    return at < 0 ? variants.length : at
  }
  return [...summaries].sort((left, right) => place(left) - place(right))
}

const all = new Map()
for (const name of readdirSync(stored).sort()) all.set(name, await load(name))
const of = name => all.get(name)

const meanText = (figure, digits) =>
  figure === undefined
    ? '—'
    : `${percent(figure.mean, digits)}${figure.interval === undefined ? '' : ` ± ${(50 * (figure.interval[1] - figure.interval[0])).toFixed(digits ?? 2)}`}`

const sections = []

// --- rounds to an accuracy -------------------------------------------------------------------------------------------

const crossings = [
  ['mnist-2nn-iid', '2NN, IID, E = 1', 0.97, 87, 55],
  ['mnist-2nn-iid-e5', '2NN, IID, E = 5', 0.97, undefined, 27],
  ['mnist-2nn-shards', '2NN, two shards a holder, E = 1', 0.97, 664, 700],
  ['mnist-cnn-iid', 'CNN, IID, E = 1', 0.99, 34, undefined],
  ['mnist-cnn-shards', 'CNN, two shards a holder, E = 1', 0.99, 350, undefined],
]
const crossingRows = crossings.flatMap(([name, setting, at, published, goal]) => {
  const found = of(name)
  if (found === undefined)
    return [[setting, percent(at, 0), String(published), 'not run', '—', '—', '0', '—']]
  return found.summaries.map(summary => {
    const each = summary.runs.map(run => roundsTo([run], at).rounds)
    const median = roundsTo(summary.runs, at).rounds
    const where = found.summaries.length > 1 ? `${setting}, ${summary.label}` : setting
    return [
      where,
      percent(at, 0),
      published === undefined ? '—' : String(published),
      median === undefined ? 'not reached' : String(median),
      each.map(rounds => rounds ?? '—').join(', '),
      goal === undefined ? '—' : `<= ${goal}: ${median !== undefined && median <= goal ? 'yes' : '**no**'}`,
      String(Math.max(...summary.runs.map(({ rounds }) => rounds.length))),
      number(summary.secondsPerRound),
    ]
  })
})
if (crossingRows.length > 0) {
  const drawn = ['mnist-2nn-iid', 'mnist-2nn-iid-e5', 'mnist-2nn-shards'].filter(name => of(name))
  sections.push(`## Rounds to an accuracy (McMahan et al. 2017)

100 holders, ten drawn in each round, batches of 10, learning rate 0.1 throughout; the paper tunes the rate in every cell. The curve
is made monotonic as in the paper, and the first whole round counts. "Each" is one figure a seed, "median" their median. The
seconds are those of one run on one core, beside other work of the machine.

${table(['setting', 'reaches', 'paper', 'median', 'each', 'goal', 'rounds played', 's/round'], crossingRows)}

${drawn
  .map(name =>
    picture(
      name,
      chartSvg('accuracy', of(name).summaries, { title: of(name).settings.title, targets: [0.97] }),
      `Accuracy by round: ${of(name).settings.title}`,
    ),
  )
  .join('\n\n')}`)
}

// --- NIID-Bench ------------------------------------------------------------------------------------------------------

const niid = [
  ['niid-mnist-iid', 'IID', 0.9909, true],
  ['niid-mnist-dirichlet', 'Dirichlet 0.5', 0.9889, true],
  ['niid-mnist-labels-1', '1 label', 0.1933, false],
  ['niid-mnist-labels-2', '2 labels', 0.9686, false],
  ['niid-mnist-labels-3', '3 labels', 0.9786, false],
]
const niidRows = niid.map(([name, setting, published, isGoal]) => {
  const found = of(name)
  if (found === undefined) return [setting, percent(published), 'not run', '—', '—', '—']
  const [summary] = found.summaries
  const best = Math.max(
    ...summary.runs.flatMap(({ rounds }) => rounds.map(({ metrics }) => metrics.accuracy)),
  )
  const played = Math.max(...summary.runs.map(({ rounds }) => rounds.length))
  const gap = 100 * (best - published)
  return [
    setting,
    percent(published),
    percent(best),
    `${gap >= 0 ? '+' : ''}${gap.toFixed(2)} points`,
    isGoal ? (gap >= -0.5 ? 'yes' : '**no**') : '—',
    `${played} of 50`,
  ]
})
sections.push(`## Silos (NIID-Bench, Li et al. 2022)

Ten holders, all of them in every round, ten local epochs in batches of 64, learning rate 0.01 with momentum 0.9, the small convolutional
network of the benchmark. Published are the best accuracies over 50 rounds of FedAvg by Flower's baseline, over three seeds; ours is one
seed, the best of the rounds that were played. Fewer rounds than 50 can only be worse: the best of more rounds is never below it.

${table(['labels of a holder', 'published', 'best', 'difference', 'within 0.5 below', 'rounds played'], niidRows)}

${niid
  .filter(([name]) => of(name))
  .map(([name, setting]) => {
    const curve = of(name).runs[0].rounds.map(({ metrics }) => (100 * metrics.accuracy).toFixed(1))
    return `- ${setting}, accuracy in % by round: ${curve.join(', ')}`
  })
  .join('\n')}`)

// --- algorithms against FedAvg ---------------------------------------------------------------------------------------

const claims = [
  ['scaffold-label-skew', 'SCAFFOLD', /^scaffold/, /^fedavg/],
  ['fedadam-label-skew', 'FedAdam', /^fedadam/, /^fedavg/],
]
const bestOf = (summaries, pattern) =>
  summaries
    .filter(({ label }) => pattern.test(label))
    .reduce(
      (best, one) => (best === undefined || one.finalAccuracy.mean > best.finalAccuracy.mean ? one : best),
      undefined,
    )
for (const [name, title, own, base] of claims) {
  const found = of(name)
  if (found === undefined) continue
  const [ours, fedavg] = [bestOf(found.summaries, own), bestOf(found.summaries, base)]
  const gap = 100 * (ours.finalAccuracy.mean - fedavg.finalAccuracy.mean)
  const verdict =
    gap > 0
      ? `**${title} beats FedAvg here**: the best of its settings (${ours.label}) ends ${gap.toFixed(1)} points above the best of FedAvg's (${fedavg.label}).`
      : `**${title} does not beat FedAvg here**: the best of its settings (${ours.label}) ends ${(-gap).toFixed(1)} points below the best of FedAvg's (${fedavg.label}).`
  const rows = found.summaries.map(summary => [
    summary.label,
    String(summary.seeds.length),
    meanText(summary.bestAccuracy),
    meanText(summary.finalAccuracy),
  ])
  const seeds = found.summaries[0].seeds.length
  sections.push(`## ${title} against FedAvg under label skew

${found.settings.description} ${verdict} Means over ${seeds} seeds, ± half of a 95 % interval.

${table(['variant', 'seeds', 'best accuracy', 'final accuracy'], rows)}

${picture(name, chartSvg('accuracy', found.summaries, { title: found.settings.title }), `Accuracy by round: ${found.settings.title}`)}`)
}

const prox = of('fedprox-stragglers')
if (prox !== undefined) {
  const final = label => prox.summaries.find(summary => summary.label === label)
  const verdicts = [0, 50, 90].map(share => {
    const [ours, fedavg] = [final(`fedprox-${share}`), final(`fedavg-${share}`)]
    if (ours === undefined || fedavg === undefined) return ''
    const tail = summary => {
      const last = summary.accuracyByRound.slice(-10)
      return last.reduce((sum, { mean }) => sum + mean, 0) / last.length
    }
    const gap = 100 * (tail(ours) - tail(fedavg))
    return `- ${share} % stragglers: FedProx ${gap >= 0 ? 'is' : '**is not**'} better, by ${gap.toFixed(1)} points on the mean of the last ten rounds (${percent(tail(ours))} against ${percent(tail(fedavg))})`
  })
  const rows = prox.summaries.map(summary => [
    summary.label,
    meanText(summary.bestAccuracy),
    meanText(summary.finalAccuracy),
    number(summary.secondsPerRound),
    summary.peakResidentBytes === undefined ? '—' : `${Math.round(summary.peakResidentBytes / 2 ** 20)} MiB`,
  ])
  sections.push(`## FedProx with stragglers (Li et al. 2020)

${prox.settings.description}

${verdicts.join('\n')}

With 90 % stragglers FedAvg is left with one update a round, which masks would refuse: those runs are played without floors.

${table(['variant', 'best accuracy', 'final accuracy', 's/round', 'peak memory'], rows)}

${picture('fedprox-stragglers', chartSvg('accuracy', prox.summaries, { title: prox.settings.title }), 'Accuracy by round with 0, 50 and 90 % stragglers')}`)
}

// --- privacy of records ----------------------------------------------------------------------------------------------

const priv = of('mnist-2nn-private')
const shared = of('mnist-2nn-shared-noise')
const pooledFolder = join(root, 'test', 'benchmarks', 'results', 'pooled-dp-sgd')
const pooled = existsSync(pooledFolder)
  ? readdirSync(pooledFolder)
      .sort()
      .map(name => JSON.parse(readFileSync(join(pooledFolder, name), 'utf8')))
  : []
if (priv !== undefined) {
  const final = ({ finalAccuracy }) => finalAccuracy.mean
  const [own, plain] = ['epsilon 3', 'without privacy'].map(label =>
    priv.summaries.find(summary => summary.label === label),
  )
  const best = pooled.reduce((most, { accuracy }) => Math.max(most, accuracy.at(-1)), 0)
  const { epsilon, delta } = priv.settings.privacy
  const gap = 100 * (best - final(own))
  const sharedStory =
    shared === undefined
      ? ''
      : ` Where they share it, in a masked step a round,
they lose ${(100 * (best - final(shared.summaries[0]))).toFixed(2)} points; the promise then holds against the coordinator, and not against all others together.`
  const rows = [
    ['six holders, without privacy', '—', '—', percent(final(plain))],
    [
      'six holders, each its own noise',
      String(epsilon),
      `${priv.settings.training.rounds} rounds`,
      percent(final(own)),
    ],
    ...(shared === undefined
      ? []
      : [
          [
            'six holders, the noise of all',
            String(shared.settings.privacy.epsilon),
            `${shared.settings.training.rounds} rounds of ${100 * shared.settings.privacy.sampling} %`,
            percent(final(shared.summaries[0])),
          ],
        ]),
    ...pooled.map(({ steps, sampling, rate, accuracy }) => [
      `all digits in one place, rate ${rate}`,
      String(epsilon),
      `${steps} steps of ${100 * sampling} %`,
      percent(accuracy.at(-1)),
    ]),
  ]
  sections.push(`## What privacy of records costs

${priv.settings.description} Pooled is DP-SGD on all 60,000 digits in one place, with the same budget (delta ${delta}) for each record: what six
holders lose against the best of it, ${gap.toFixed(2)} points, is the price of adding noise six times.${sharedStory} One seed each.

${table(['training', 'epsilon', 'length', 'final accuracy'], rows)}

${picture('mnist-2nn-private', chartSvg('accuracy', priv.summaries, { title: priv.settings.title }), 'Accuracy by round with and without privacy')}${
  shared === undefined
    ? ''
    : `\n\n${picture('mnist-2nn-shared-noise', chartSvg('accuracy', shared.summaries, { title: shared.settings.title }), 'Accuracy by round with shared noise')}`
}`)
}

// --- attacks ---------------------------------------------------------------------------------------------------------

const attacks = of('attacks')
if (attacks !== undefined) {
  const rules = ['mean', 'median', 'trimmed-mean', 'geometric-median', 'multi-krum', 'norm-filter']
  const named = attacks.summaries.map(summary => {
    const match = /^(.+?) (\d+) ([a-z-]+)$/.exec(summary.label)
    return match === null
      ? { summary }
      : { summary, attack: match[1], count: Number(match[2]), rule: match[3] }
  })
  const kinds = [...new Set(named.flatMap(({ attack }) => attack ?? []))]
  const counts = [...new Set(named.flatMap(({ count }) => count ?? []))].sort((a, b) => a - b)
  const honest = named.find(({ attack }) => attack === undefined)?.summary.finalAccuracy?.mean
  const lastOf = (summary, metric) => summary.runs[0].rounds.at(-1).metrics[metric]
  const cellsFor = (count, value) =>
    kinds.map(kind =>
      rules.map(rule => {
        const cell = named.find(one => one.attack === kind && one.count === count && one.rule === rule)
        return cell === undefined ? undefined : value(cell.summary)
      }),
    )
  const blocks = counts.map(count => {
    const cells = cellsFor(count, summary => lastOf(summary, 'accuracy'))
    const rows = kinds.map((kind, i) => [kind, ...cells[i].map(value => percent(value, 1))])
    const title = `${count} attackers of ${attacks.settings.holders}`
    return `### ${title}

${table(['attack', ...rules], rows)}

${picture(
  `attacks-${count}`,
  matrixSvg({
    title: `Accuracy after ${attacks.settings.training.rounds} rounds, ${title}`,
    description: `Rows are attacks, columns rules; without an attack the mean reaches ${percent(honest, 1)}.`,
    scale: 'share',
    rowTitle: 'attack',
    columnTitle: 'rule',
    rows: kinds,
    columns: rules,
    cells,
  }),
  `Accuracy by attack and rule, ${title}`,
)}`
  })
  const successRows = counts.map(count => {
    const at = kinds.indexOf('backdoor')
    const cells = cellsFor(count, summary => lastOf(summary, 'attackSuccess'))[at] ?? []
    return [`${count} attackers`, ...cells.map(value => percent(value, 1))]
  })
  sections.push(`## Attacks against rules over groups

${attacks.settings.description} Without an attack the mean reaches ${percent(honest, 1)}.

A group is poisoned as soon as one of its members is malicious. Of twelve groups the median and the geometric median withstand five,
the trimmed mean (three off each side) three, multi-Krum (f = 3) three, and the norm filter five that are longer than twice the median
norm; the mean withstands none. With twelve attackers more groups are poisoned than any of them withstands.

${blocks.join('\n\n')}

### How often a triggered digit is taken for the backdoor's target

${table(['', ...rules], successRows)}

Updates were clipped at a norm of ${attacks.settings.training.clipNorm}, which no honest update here comes near: what holds is the rule. Noise, free riders and copies
hardly move the mean of 36 holders in the first place. A rule is made against updates that are far from the others: it keeps a backdoor
out where the backdoor's updates are far in some coordinates and few groups have them, the norm filter does not as they are no longer
than others, and nothing does once most groups have one.
`)
}

const breakdown = of('breakdown')
if (breakdown !== undefined) {
  const rules = ['mean', 'median', 'trimmed-mean', 'geometric-median', 'multi-krum', 'norm-filter']
  const named = breakdown.summaries.map(summary => {
    const [, count, rule] = / (\d+) ([a-z-]+)$/.exec(summary.label)
    return { summary, count: Number(count), rule }
  })
  const counts = [...new Set(named.map(({ count }) => count))].sort((a, b) => a - b)
  const { holders, groups } = breakdown.settings
  const all = holders / groups.size
  // Of all ways to choose the attackers, those that leave a group alone.
  const expected = count => {
    let spared = 1
    for (let i = 0; i < count; i++) spared *= (holders - groups.size - i) / (holders - i)
    return all * (1 - spared)
  }
  const labels = counts.map(count => `${count} (${expected(count).toFixed(1)} groups)`)
  const cells = counts.map(count =>
    rules.map(rule => {
      const found = named.find(one => one.count === count && one.rule === rule)
      return found?.summary.runs[0].rounds.at(-1).metrics.accuracy
    }),
  )
  sections.push(`## Where a rule breaks

${breakdown.settings.description} In brackets: groups of ${all} that hold an attacker, on average over the rounds, which draw groups anew. Stated breakdown points:
mean 0, trimmed mean and multi-Krum 3, median, geometric median and norm filter 5 of ${all} groups. A rule that breaks in one round of
${breakdown.settings.training.rounds} may find back in the next.

${table(
  ['attackers', ...rules],
  counts.map((_, i) => [labels[i], ...cells[i].map(value => percent(value, 1))]),
)}

${picture(
  'breakdown',
  matrixSvg({
    title: `Accuracy after ${breakdown.settings.training.rounds} rounds by attackers and rule`,
    description:
      'Rows are numbers of attackers, with the groups that they poison on average; columns are rules.',
    scale: 'share',
    rowTitle: 'attackers',
    columnTitle: 'rule',
    rows: labels,
    columns: rules,
    cells,
  }),
  'Accuracy by number of attackers and rule',
)}`)
}

// --- masks -----------------------------------------------------------------------------------------------------------

const [clear, masked, fine] = ['masking-off', 'masking-on', 'masking-off-32-bits'].map(of)
if (clear !== undefined && masked !== undefined) {
  const [a, b] = [clear.runs[0].rounds, masked.runs[0].rounds]
  const same = b.filter((line, i) => line.modelHash === a[i].modelHash).length
  const largest = (left, right) =>
    Math.max(...right.map((line, i) => Math.abs(line.metrics.accuracy - left[i].metrics.accuracy)))
  const against32 =
    fine === undefined
      ? ''
      : ` Against the same run with sums of 32 bits, where rounding is ${2 ** 8} times finer, accuracies differ by at most ${(100 * largest(fine.runs[0].rounds, b)).toFixed(2)} points in ${b.length} rounds: that is what quantisation costs.`
  sections.push(`## With masks, over gRPC

\`parley simulate mnist-2nn-iid --rounds ${b.length} --seeds 1 --masking on --transport grpc\`: a real coordinator and an agent for each of the 100 holders.
Of ${b.length} rounds, ${same} left the very model of the run without masks, bit for bit; accuracies differ by at most ${(100 * largest(a, b)).toFixed(2)} points.${against32}
A round took ${number(masked.summaries[0].secondsPerRound)} s masked, ${number(clear.summaries[0].secondsPerRound)} s in the clear.`)
}

// --- speed -----------------------------------------------------------------------------------------------------------

const speedFile = join(root, 'test', 'benchmarks', 'results', 'simulated-rounds.json')
if (existsSync(speedFile)) {
  const { measuredAt, machine, rounds, sweep } = JSON.parse(readFileSync(speedFile, 'utf8'))
  const rows = [
    [
      'a round of the 2NN (ten holders, 600 digits each, batches of 10), evaluation included',
      `${number(rounds.secondsPerRound)} s`,
    ],
    ['of it, training', `${number(rounds.trainingSecondsPerRound)} s`],
    [
      'the same training by the plain loop of TensorFlow.js (`trainOnBatch`)',
      `${number(rounds.plainSecondsPerRound)} s`,
    ],
    ['plain loop over ours, training, median of the turns', `${number(rounds.ratioToPlain)}`],
    ['a sweep of 12 runs in one thread', `${number(sweep.oneThreadSeconds)} s`],
    ['the same in two threads', `${number(sweep.twoThreadSeconds)} s`],
    ['speed-up by the second thread (goal: 1.6)', `${number(sweep.speedUp)}`],
  ]
  sections.push(`## Speed

\`node dist/test/benchmarks/simulated-rounds.js\` on ${measuredAt.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}, backend ${rounds.backend}; what is compared was
measured in turns.

${table(['what', 'measured'], rows)}

The plain loop runs on the same backend, whose slow kernels Parley has replaced; on the library's own it is slower.`)
}

const page = `# Benchmarks of simulated federations

Written by \`node scripts/write-benchmarks-page.js\` from the runs in \`test/benchmarks/results/simulate\`, each of which is the output of
\`parley simulate PRESET\` and can be played again to the byte with \`parley simulate --replay\`. Unless a section says otherwise, masking was off:
updates were clipped, rounded to integers and summed as in a bounty, in the clear, in one process.

${sections.join('\n\n')}
`
const file = join(docs, 'benchmarks.md')
writeFileSync(file, page)
spawnSync(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', file], { cwd: root })
