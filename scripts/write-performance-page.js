/**
 * Writes docs/performance.md from stored reports of `parley bench secure-aggregation --json` and `parley bench auth --json`, so
 * that no figure of the page is typed by hand.
 *
 *   node scripts/write-performance-page.js [report.json]
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requestsSection } from './performance-of-requests.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const results = join(root, 'test', 'benchmarks', 'results')
const stored = join(results, 'secure-aggregation.json')
const report = JSON.parse(readFileSync(process.argv[2] ?? stored, 'utf8'))
const requests = JSON.parse(readFileSync(join(results, 'auth.json'), 'utf8'))

const figure = value => (value === null ? 'not measured' : String(Number(value.toPrecision(3))))
const ms = value => (value === null ? 'not measured' : `${figure(value)} ms`)
const mib = bytes => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const seconds = value => `${figure(value)} s`

/** A Markdown table with columns as wide as their widest cell, as the formatter leaves it. */
function table(head, rows) {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map(row => row[i].length)))
  const line = cells => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  return [line(head), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  )
}

const { machine, client, server, shamir, signatures, wire, peers } = report
const { flower, flowerRound, pythonAes } = peers
const { k20 } = client

/** What each goal's figure is, and the medians that it is made of. */
const meanings = {
  'client.k20.ratioToOpenssl': [
    `keystream of 21 masks (21 x 4 bytes x 10^6) over the time of \`maskInput\`, over the speed of openssl; b = 32; median of ${k20.turns} turns (${figure(k20.leastRatio)} to ${figure(k20.mostRatio)})`,
    `${ms(k20.milliseconds)}; ${figure((k20.opensslBytesPerSecond ?? 0) / 1e9)} GB/s`,
  ],
  'client.b16SpeedUp': [
    '`maskInput`, k = 100, d = 10^7: time at b = 32 over time at b = 16 (other sizes are in the table below)',
    `${ms(client.b16.b32Milliseconds)}; ${ms(client.b16.b16Milliseconds)}`,
  ],
  'client.twoWorkerSpeedUp': [
    'the whole masking step, k = 100, d = 10^7, b = 32: time with one worker thread over time with two',
    `${ms(client.twoWorkers.oneMilliseconds)}; ${ms(client.twoWorkers.twoMilliseconds)}`,
  ],
  'peers.flower.clientRatio': [
    'rounding and masking 10^6 reals, k = 20: time of the calls of Flower over ours, one thread each',
    `${ms(flower.clientMs)}; ${ms(flower.oursMs)}`,
  ],
  'peers.flower.unmaskRatioN21': [
    'unmasking, n = 21, 2 lost, d = 10^6: time of the calls of Flower over `finish`, one thread',
    `${ms(flower.unmaskN21 && flower.unmaskN21.seconds * 1000)}; ${ms(server.unmaskN21Ms)}`,
  ],
  'peers.flower.unmaskRatioN101': [
    'the same, n = 101, 10 lost',
    `${ms(flower.unmaskN101 && flower.unmaskN101.seconds * 1000)}; ${ms(server.unmaskN101Ms)}`,
  ],
  'peers.pythonAes.clientRatio': [
    'masking 10^6 integers, k = 20: time of AES-CTR with numpy over `maskInput`, which also packs and signs',
    `${ms(pythonAes.clientMs)}; ${ms(pythonAes.oursMs)}`,
  ],
  'shamir.splitMs': ['sharing 32 bytes among 101 with a threshold of 67', ms(shamir.splitMs)],
  'shamir.combineMs': ['rebuilding them from 67 shares', ms(shamir.combineMs)],
  'signatures.secondsFor40000': [
    'checking 4 signatures of each of 10,000 clients, one thread, in seconds, from the median of one check',
    ms(signatures.verifyMs),
  ],
  'wire.ratioToFloat32': [
    'everything one of 21 clients sends, b = 24, d = 10^6, over 4 bytes a coordinate',
    `${wire.sentBytes} B; ${wire.float32Bytes} B`,
  ],
  'server.memoryRatioN200toN5': [
    'peak resident memory of a process that checks, adds and unmasks, d = 10^6: 200 members over 5',
    `${mib(server.memory.n200PeakBytes)}; ${mib(server.memory.n5PeakBytes)}`,
  ],
}

const goalRows = report.goals.map(goal => {
  const [meaning, medians] = meanings[goal.field]
  const wanted = goal.least === undefined ? `<= ${goal.most}` : `>= ${goal.least}`
  const holds = goal.holds === null ? '—' : goal.holds ? 'yes' : '**no**'
  return [`\`${goal.field}\``, figure(goal.value), wanted, holds, medians, meaning]
})

const caseRows = client.cases.map(one => [
  String(one.neighbours),
  one.dimension.toExponential(0).replace('e+', 'e'),
  String(one.bits),
  one.workers === 0 ? 'own thread' : `${one.workers} workers`,
  figure(one.milliseconds),
  figure(one.ratioToOpenssl),
])

const partRows = [
  ['check of the input', k20.parts.checkMs],
  ['agreements and keys', k20.parts.keysMs],
  ['masks', k20.parts.masksMs],
  ['packing, hash, signature', k20.parts.sealMs],
].map(([name, took]) => [name, figure(took)])

const flowerRows = [
  ['n = 21, 2 lost', flower.unmaskN21],
  ['n = 101, 10 lost', flower.unmaskN101],
]
  .filter(([, unmasking]) => unmasking !== null)
  .map(([name, { seconds: whole, maskSeconds, shareSeconds, isExtrapolated }]) => [
    name,
    seconds(whole),
    seconds(maskSeconds),
    seconds(shareSeconds),
    isExtrapolated ? 'computed from its parts' : 'measured whole',
  ])

/** What a program's round came to. */
const outcome = (completed, exact, fault) =>
  completed ? (exact ? 'exact' : '**wrong sum**') : `not completed (\`${fault}\`)`

const roundRows = (flowerRound === null ? [] : [flowerRound, ...flowerRound.others]).map(round => [
  String(round.clients),
  round.dimension.toExponential(0).replace('e+', 'e'),
  `${round.dropouts} before ${round.lostBefore}`,
  seconds(round.flowerSeconds),
  seconds(round.parleySeconds),
  round.ratio === null ? '—' : figure(round.ratio),
  outcome(round.flowerCompleted, round.flowerExact, round.flowerFault),
  outcome(round.parleyCompleted, round.parleyExact, ''),
  `${mib(round.flowerSentBytes)}; ${mib(round.parleySentBytes)}`,
])

const roundSection =
  flowerRound === null
    ? ''
    : `
## A round of Flower itself

One whole round in memory, every message through its bytes, one process and one thread of work: flwr ${flowerRound.flowerVersion} by its own
\`SecAggPlusWorkflow\` and \`secaggplus_mod\` (\`test/benchmarks/peers/flower_round.py\`), and Parley from rounding to the signed sum. The same
numbers of clients and thresholds, no model sent down, nothing trained; nobody waits for the lost. Seconds are medians in turns.

${table(['clients', 'd', 'lost', 'Flower', 'Parley', 'ratio', 'Flower’s sum', 'Parley’s sum', 'sent by all'], roundRows)}
`

const missing = report.missing.map(({ what, reason }) => `- ${what}: ${reason}`)

const page = `# Performance of secure aggregation and of signed requests

Written by \`node scripts/write-performance-page.js\` from \`test/benchmarks/results/secure-aggregation.json\`, which is the output of

\`\`\`sh
parley bench secure-aggregation --json
\`\`\`

on ${report.measuredAt.slice(0, 10)}, in ${Math.round(report.seconds)} s, on ${machine.processor}, ${machine.cores} cores, ${mib(machine.memoryBytes)} of memory, ${machine.system},
Node.js ${machine.node}, ${machine.python ?? 'no Python'}; masks by the ${machine.engine} engine. What is compared was measured in turns, and the
figures are medians. \`maskInput\` and \`finish\` are the steps that the product takes.

## Goals

${table(['figure', 'measured', 'goal', 'holds', 'medians', 'what it is'], goalRows)}

With 100 neighbours the client is ${figure(flower.clientRatioK100)} times as fast as the calls of Flower and ${figure(pythonAes.clientRatioK100)} times as fast as AES-CTR with numpy.
A client of 21 may send ${wire.allowedBytes} bytes (d b / 8 + 300 k + 4096) and sent ${wire.sentBytes}.

## Masking

The whole step: check of the input, agreement with k neighbours, k + 1 masks, packing, hash, signature. It is compared with
\`openssl speed -elapsed -evp aes-256-ctr -bytes 65536\`, one thread: both by the wall clock, so that a busy machine slows both.
At k = 20, d = 10^6 and b = 32 its parts, measured one by one, take

${table(['part', 'ms'], partRows)}

The last column is the keystream in bytes a second over the speed of openssl in the second before.

${table(['k', 'd', 'b', 'on', 'ms', 'of openssl'], caseRows)}

## Unmasking by the calls of Flower

The baseline (\`test/benchmarks/peers/flower.py\`) removes the masks and rebuilds the secrets by the calls that Flower makes. With 101 members
that takes minutes: there 20 masks of either kind and one secret of either kind are measured, and the whole is those times the counts.
Its Shamir runs in Python over the shares of all survivors, the mask key as a padded PEM file; ours over t shares.

${table(['group', 'whole', 'masks', 'shares', 'how'], flowerRows)}
${roundSection}${missing.length === 0 ? '' : `\n## Not measured\n\n${missing.join('\n')}\n`}${requestsSection(requests, { table, figure })}`

const file = join(root, 'docs', 'performance.md')
writeFileSync(file, page)
spawnSync(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', file], { cwd: root })
