/**
 * DP-SGD on all digits in one place, with the budget that the preset `mnist-2nn-private` gives to each of six holders: what
 * federated training under record-level privacy is measured against. Writes its curve where scripts/write-benchmarks-page.js
 * reads it. Run `npm run build` before; takes minutes.
 *
 *   node scripts/pooled-dp-sgd.js [STEPS SAMPLING RATE]     150 0.1 8, the preset's own, unless given
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = room => import(join(root, 'dist', room, 'index.js'))
const [{ integerOrders, leastNoise, parameterVector }, learning] = [
  await dist('aggregation'),
  await dist('learning'),
]
const { initialParameters, loadDataset, loadMnist, mnist2nn, openEvaluator, openTrainer } = learning

const [steps = 150, sampling = 0.1, rate = 8] = process.argv.slice(2).map(Number)
const budget = { epsilon: 3, delta: 1e-5 }
// By the accountant that holders calibrate with.
const { noise } = leastNoise(
  budget,
  value => [{ mechanism: { kind: 'gaussian', noise: value }, sampling, steps }],
  { accountant: 'rdp', orders: integerOrders },
)
const train = loadDataset(await loadMnist('train', 60_000))
const test = loadDataset(await loadMnist('test', 10_000))
const [trainer, evaluator] = [openTrainer(), openEvaluator()]
const stepsPerEpoch = Math.max(1, Math.round(1 / sampling))
const epochs = Math.ceil(steps / stepsPerEpoch)
let parameters = initialParameters(mnist2nn, 1)
const accuracy = []
for (let epoch = 0; epoch < epochs; epoch++) {
  const height = (1 + Math.cos((Math.PI * epoch) / epochs)) / 2
  const { update } = await trainer.train({
    spec: mnist2nn,
    parameters,
    dataset: train,
    epochs: 1,
    batchSize: 1,
    learningRate: rate * (0.1 + 0.9 * height),
    seed: epoch + 1,
    privacy: { clipNorm: 1, noiseMultiplier: noise, sampling, unsafeNoiseSeed: `pooled ${epoch}` },
  })
  const values = parameters.values.map((value, i) => value + update.values[i])
  parameters = parameterVector(values, parameters.layout)
  const { metrics } = await evaluator.evaluate(mnist2nn, parameters, test)
  accuracy.push(metrics.accuracy.value)
  console.error(`epoch ${epoch + 1} of ${epochs}: ${(100 * metrics.accuracy.value).toFixed(2)} %`)
}
await trainer.close()
await evaluator.close()
const folder = join(root, 'test', 'benchmarks', 'results', 'pooled-dp-sgd')
mkdirSync(folder, { recursive: true })
const result = { ...budget, records: 60_000, steps, sampling, rate, noiseMultiplier: noise, accuracy }
writeFileSync(join(folder, `${steps}-${sampling}-${rate}.json`), `${JSON.stringify(result, null, 2)}\n`)
