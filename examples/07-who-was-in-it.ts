/**
 * Who was trained on? A model that has learnt its records by heart has a lower loss on them than on others, and whoever has
 * the model and a record can tell (Yeom et al. 2018, "Privacy Risk in Machine Learning"). Here a fifth of the labels are wrong,
 * as some are in any register; then the same training under DP-SGD.
 *
 *   npm run build && node dist/examples/07-who-was-in-it.js [FOLDER]
 *
 * Writes membership-roc.svg into the folder (else a new one under the system's temporary folder); docs/privacy-leaks.md
 * says what is to be seen.
 */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { leastNoise } from '../aggregation/index.ts'
import {
  type ClassDataset,
  computeInThisThread,
  type DenseSpec,
  initialParameters,
  loadDataset,
  loadMnist,
  openSeededRandom,
  selectExamples,
  type TrainingRequest,
} from '../learning/index.ts'
import { recordLosses, rocOf } from '../simulator/audit/index.ts'
import { rocChartSvg } from '../simulator/results/index.ts'

const [members, epochs] = [600, 40]
const budget = { epsilon: 4, delta: 1e-5 }
const spec: DenseSpec = {
  ...{ family: 'mlp', activation: 'relu', hidden: [64] },
  ...{ inputShape: [28, 28, 1], classes: 10 },
}

const random = openSeededRandom(1, 'wrong labels')
const digits = await loadMnist('train', 2 * members)
const labels = digits.labels.map(label => (random.below(5) === 0 ? random.below(10) : label))
const everybody: ClassDataset = { ...digits, labels }
const areMembers = Array.from({ length: 2 * members }, (_, i) => i < members)
const dataset = loadDataset(
  selectExamples(
    everybody,
    Array.from({ length: members }, (_, i) => i),
  ),
)
const test = loadDataset(await loadMnist('test', 1000))
const { trainer, evaluator } = await computeInThisThread('wasm')
const parameters = initialParameters(spec, 1)

/** Trains and attacks: the lower the loss of a record, the likelier it was trained on. */
async function attack(label: string, settings: Partial<TrainingRequest>) {
  const request = {
    spec,
    parameters,
    dataset,
    epochs,
    batchSize: 30,
    learningRate: 0.1,
    seed: 1,
    ...settings,
  }
  const { update } = await trainer.train(request)
  const trained = { ...parameters, values: parameters.values.map((value, i) => value + update.values[i]!) }
  const scores = recordLosses(spec, trained, everybody).map(loss => -loss)
  const curve = rocOf(scores, areMembers)
  const { accuracy } = await evaluator.evaluate(spec, trained, test)
  console.log(
    `${label.padEnd(26)} AUC ${curve.area.toFixed(3)}, ${(100 * accuracy).toFixed(1)} % of other digits right`,
  )
  return { label: `${label}: AUC ${curve.area.toFixed(2)}`, ...curve, accuracy }
}

// All records in every step: the noise then has a formula, and nothing hangs on who was drawn.
const { noise } = leastNoise(budget, multiplier => [
  { mechanism: { kind: 'gaussian', noise: multiplier }, steps: epochs },
])
const privacy = { clipNorm: 1, noiseMultiplier: noise, sampling: 1, unsafeNoiseSeed: 'example 07' }
const open = await attack('without protection', {})
const hidden = await attack(`DP-SGD, epsilon ${budget.epsilon}`, { privacy, learningRate: 1 })

const folder = process.argv[2] ?? (await mkdtemp(path.join(tmpdir(), 'parley-leaks-')))
await mkdir(folder, { recursive: true })
const file = path.join(folder, 'membership-roc.svg')
const title = 'Who was in the training data?'
const curves = [open, hidden].map(({ label, points }) => ({ label, points }))
await writeFile(
  file,
  rocChartSvg({ title, description: curves.map(({ label }) => label).join('; '), curves }),
)
console.log(`the curves are in ${file}`)

if (!(open.area > 0.65)) throw new Error('the unprotected model should give its members away')
if (!(hidden.area < 0.6)) throw new Error('under DP-SGD members should hardly be told from others')
if (!(hidden.accuracy > 0.4)) throw new Error('the protected model should have learnt something')
