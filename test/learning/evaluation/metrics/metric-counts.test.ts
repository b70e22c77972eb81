import test from 'ava'
import fc from 'fast-check'
import {
  addMetricCounts,
  countsForm,
  metricCounts,
  metricCountsLength,
  metricsOfCounts,
} from '../../../../learning/evaluation/metrics/metric-counts.ts'
import { openJudge } from '../../../../learning/evaluation/open-judge.ts'
import { type Dataset, type MetricName, selectExamples } from '../../../../learning/index.ts'
import { answered } from '../vectors.ts'

const empty = { features: new Float32Array(0), featureShape: [1] }

/** The examples of the parts with their outputs. */
function cut(dataset: Dataset, outputs: Float32Array, parts: readonly number[][]) {
  const width = outputs.length / dataset.examples
  const whole = { ...dataset, features: new Float32Array(dataset.examples * 64) }
  return parts.map(part => {
    const own = part.flatMap(i => [...outputs.subarray(i * width, (i + 1) * width)])
    return [selectExamples(whole, part), Float32Array.from(own)] as const
  })
}

for (const [what, dataset, outputs] of answered) {
  test(`the counts of holders of ${what} add up to those of their examples together`, t => {
    const form = countsForm(dataset, { scoreBins: 20, errorUnit: 0.01 })
    const pooled = metricCounts(form, dataset, outputs)
    t.is(pooled.length, metricCountsLength(form))
    t.true(pooled.every(count => Number.isSafeInteger(count) && count >= 0))
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: dataset.examples, maxLength: dataset.examples }),
        owners => {
          const parts = [0, 1, 2, 3].map(owner => owners.flatMap((own, i) => (own === owner ? [i] : [])))
          const each = cut(dataset, outputs, parts).map(([data, own]) => metricCounts(form, data, own))
          const sum = addMetricCounts(each)
          return sum.every((count, i) => count === pooled[i])
        },
      ),
      { numRuns: 20 },
    )
  })

  test(`the metrics of the counts of ${what} are those of the examples`, t => {
    const form = countsForm(dataset, { errorUnit: 1e-4 })
    const { metrics, aucWithin, examples } = metricsOfCounts(form, metricCounts(form, dataset, outputs))
    const judge = openJudge(dataset)
    judge.add(outputs, 0)
    const exact = judge.evaluation().metrics
    t.is(examples, dataset.examples)
    t.deepEqual(Object.keys(metrics).sort(), Object.keys(exact).sort())
    const within: Partial<Record<MetricName, number>> = {
      auc: aucWithin + 1e-9,
      logLoss: 2 ** -17,
      calibrationError: 2 ** -16,
      mae: 1e-4,
      rmse: 1e-4,
    }
    for (const [name, value] of Object.entries(metrics) as [MetricName, number][]) {
      const difference = Math.abs(value - exact[name]!.value)
      t.true(difference <= (within[name] ?? 0), `${name}: ${value} for ${exact[name]!.value}`)
    }
    t.true(aucWithin < 0.02)
  })
}

test('the AUC of histograms is within its bound for any scores and bins', t => {
  const example = fc.tuple(fc.float({ min: -12, max: 12, noNaN: true }), fc.integer({ min: 0, max: 1 }))
  fc.assert(
    fc.property(
      fc.array(example, { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 2, max: 40 }),
      (rows, bins) => {
        const labels = Int32Array.from(rows, ([, label]) => label)
        if (new Set(labels).size === 1) return true
        const dataset: Dataset = { ...empty, task: 'multi-label', labels, examples: rows.length, classes: 1 }
        const outputs = Float32Array.from(rows, ([logit]) => logit)
        const form = countsForm(dataset, { scoreBins: bins })
        const { metrics, aucWithin } = metricsOfCounts(form, metricCounts(form, dataset, outputs))
        const judge = openJudge(dataset)
        judge.add(outputs, 0)
        return Math.abs(metrics.auc! - judge.evaluation().metrics.auc!.value) <= aucWithin + 1e-12
      },
    ),
  )
  t.pass()
})

test('a loss or an error beyond all measure counts for a bounded number', t => {
  const sure = { ...empty, labels: Int32Array.of(1), examples: 1, classes: 2 }
  const form = countsForm(sure)
  const counts = metricCounts(form, sure, Float32Array.of(1e30, 0))
  t.true(counts.every(count => count <= 2 ** 22))
  const number: Dataset = {
    ...empty,
    task: 'regression',
    targets: Float32Array.of(0),
    examples: 1,
    outputs: 1,
  }
  const errors = metricCounts(countsForm(number), number, Float32Array.of(1e30))
  t.deepEqual([...errors], [1, 2 ** 22, 2 ** 44])
})

test('counts of another form, of nobody, or in bins that make no sense are refused', t => {
  const form = countsForm({ featureShape: [1], classes: 2 })
  const counts = new Float64Array(metricCountsLength(form))
  t.throws(() => metricsOfCounts(form, counts), { message: /there are no examples/ })
  t.throws(() => metricsOfCounts(form, counts.subarray(1)), { message: /the form has \d+ counts, not \d+/ })
  t.throws(() => addMetricCounts([counts, counts.subarray(1)]), { message: /not all of one form/ })
  t.throws(() => countsForm(form.shape, { scoreBins: 1 }), {
    message: /scoreBins is an integer from 2 on, not 1/,
  })
  t.throws(() => countsForm(form.shape, { errorUnit: 0 }), {
    message: /errorUnit is a positive number, not 0/,
  })
})
