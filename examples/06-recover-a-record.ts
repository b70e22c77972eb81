/**
 * What an update shows of the records it was made from. From the update of one record the record itself is computed; from that
 * of a few it is too, where the model was chosen for it. Then the same from a sum under secure aggregation, and from DP-SGD.
 *
 *   npm run build && node dist/examples/06-recover-a-record.js [FOLDER]
 *
 * Writes gradient-inversion.svg, digits beside what was recovered, into the folder (else a new one under the system's
 * temporary folder). docs/privacy-leaks.md says what is to be seen.
 */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  type AggregationParameters,
  defaultFloors,
  generateSigner,
  type ParameterVector,
  simulateAttempt,
  simulatedContext,
  systemRandom,
} from '../aggregation/index.ts'
import {
  type ClassDataset,
  computeInThisThread,
  type DenseSpec,
  initialParameters,
  loadDataset,
  loadMnist,
  type RecordPrivacy,
  selectExamples,
} from '../learning/index.ts'
import {
  correlationOf,
  pictureTableSvg,
  recordsFromTrap,
  recordsFromUpdate,
  trappedParameters,
} from '../simulator/audit/index.ts'

const [holders, recordsEach, units, pixels] = [5, 8, 64, 28 * 28]
const spec: DenseSpec = {
  ...{ family: 'mlp', activation: 'relu', hidden: [units] },
  ...{ inputShape: [28, 28, 1], classes: 10 },
}
const { trainer } = await computeInThisThread('wasm')
const digits = await loadMnist('train', holders * recordsEach)
const pictureOf = (example: number) => digits.features.subarray(example * pixels, (example + 1) * pixels)
const recordsOf = (holder: number) =>
  selectExamples(
    digits,
    Array.from({ length: recordsEach }, (_, i) => holder * recordsEach + i),
  )
const truth = Array.from({ length: recordsEach }, (_, i) => pictureOf(i))

/** Between any two thresholds as many digits of a public set: nothing of the records is known. */
async function publicThresholds(): Promise<readonly number[]> {
  const { features, examples } = await loadMnist('test', 2000)
  const means = Array.from({ length: examples }, (_, i) =>
    features.subarray(i * pixels, (i + 1) * pixels).reduce((sum, pixel) => sum + pixel / pixels, 0),
  ).sort((a, b) => a - b)
  return Array.from({ length: units }, (_, unit) => means[Math.floor((unit * examples) / units)]!)
}

const honest = initialParameters(spec, 1)
const trapped = trappedParameters(spec, await publicThresholds(), 1)

/** One step on all records at once, as in a round of FedSGD. */
async function updateOf(dataset: ClassDataset, parameters: ParameterVector, privacy?: RecordPrivacy) {
  const step = { spec, parameters, dataset: loadDataset(dataset), epochs: 1, batchSize: dataset.examples }
  const request = { ...step, learningRate: 1, seed: 1, ...(privacy === undefined ? {} : { privacy }) }
  return (await trainer.train(request)).update
}

const unit = 1e-5 // what one integer of a masked update is worth
const masked: AggregationParameters = {
  ...{ suite: 1, minimumGroup: 5, colluders: 1, threshold: 0, dimension: honest.values.length },
  ...{ bits: 24, bound: 1_000_000, maximumGroup: 8, range: 1, weightMode: 'equal', maximumWeight: 1 },
  ...{ privacy: { mechanism: 'none' }, graph: { kind: 'complete' } },
  stageTimeoutsMs: { advertise: 1000, share: 1000, input: 1000, survivors: 1000, unmask: 1000 },
}

/** All that the coordinator sees of the updates of all holders: their sum. */
async function sumUnderMasks(parameters: ParameterVector): Promise<ParameterVector> {
  const members = []
  for (let holder = 0; holder < holders; holder++) {
    const { values } = await updateOf(recordsOf(holder), parameters)
    const input = Int32Array.from(values, value => Math.round(value / unit))
    const { signer } = generateSigner(systemRandom)
    members.push({ signer, organisation: `hospital ${holder + 1}`, input })
  }
  const outcome = simulateAttempt({
    ...{ context: simulatedContext(masked), members, floors: defaultFloors, random: systemRandom },
    coordinator: generateSigner(systemRandom).signer,
  })
  if (outcome.kind === 'aborted') throw new Error(`the attempt was given up: ${outcome.reason}`)
  return { ...parameters, values: Float32Array.from(outcome.sum, value => value * unit) }
}

/** Of all that was recovered the picture most like each record: as if the attacker knew where to look. */
function likest(recovered: readonly Float32Array[]) {
  return truth.map(record => {
    const likeness = recovered.map(one => correlationOf(one, record))
    return recovered[likeness.indexOf(Math.max(...likeness))]!
  })
}

const alone = truth.map((_, i) => selectExamples(digits, [i]))
const oneByOne = async (privacy?: RecordPrivacy) => {
  const updates = []
  for (const record of alone) updates.push(await updateOf(record, honest, privacy))
  return updates.map((update, i) => bestOf(recordsFromUpdate(update), truth[i]!))
}
function bestOf(recovered: readonly Float32Array[], record: Float32Array): Float32Array {
  return recovered.reduce((best, one) =>
    correlationOf(one, record) > correlationOf(best, record) ? one : best,
  )
}

// Everybody can replay this example; a hospital leaves the last field out.
const noise: RecordPrivacy = { clipNorm: 1, noiseMultiplier: 1, sampling: 1, unsafeNoiseSeed: 'example 06' }
const batch = recordsOf(0)
const rows = [
  ['the records', truth],
  ['update of one record', await oneByOne()],
  ['update of eight, model set as a trap', likest(recordsFromTrap(await updateOf(batch, trapped)))],
  ['sum of five holders, masked', likest(recordsFromUpdate(await sumUnderMasks(honest)))],
  ['sum of five, masked, model set as a trap', likest(recordsFromTrap(await sumUnderMasks(trapped)))],
  ['update of one record, DP-SGD', await oneByOne(noise)],
  ['update of eight, trap, DP-SGD', likest(recordsFromTrap(await updateOf(batch, trapped, noise)))],
] as const

const table = rows.map(([caption, pictures]) => {
  const likeness = pictures.map((picture, i) => correlationOf(picture, truth[i]!))
  const mean = likeness.reduce((sum, one) => sum + one / likeness.length, 0)
  const recovered = likeness.filter(one => one > 0.95).length
  console.log(
    `${caption.padEnd(42)} correlation ${mean.toFixed(3)}, ${recovered} of ${truth.length} recovered`,
  )
  return {
    caption,
    note: `correlation ${mean.toFixed(2)}, ${recovered} recovered`,
    pictures,
    mean,
    recovered,
  }
})

const folder = process.argv[2] ?? (await mkdtemp(path.join(tmpdir(), 'parley-leaks-')))
await mkdir(folder, { recursive: true })
const file = path.join(folder, 'gradient-inversion.svg')
const description = table.map(({ caption, note }) => `${caption}: ${note}`).join('; ')
const title = 'What an update shows of its records'
await writeFile(file, pictureTableSvg({ title, description, height: 28, width: 28, rows: table }))
console.log(`the pictures are in ${file}`)

const [, one, trap, sum, trappedSum, oneNoised, trapNoised] = table
if (!(one!.mean > 0.999)) throw new Error('one record should be recovered to the last pixel')
if (!(trap!.recovered >= 5)) throw new Error('the trap should keep most of eight records apart')
if (!(sum!.recovered === 0)) throw new Error('a sum of forty records should show none of them')
if (!(trappedSum!.recovered >= 1)) throw new Error('secure aggregation alone does not disarm the trap')
if (!(oneNoised!.mean < 0.3 && trapNoised!.mean < 0.3)) throw new Error('under DP-SGD nothing should be seen')
