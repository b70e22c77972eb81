import test from 'ava'
import {
  computeInThisThread,
  initialParameters,
  loadDataset,
  loadMnist,
  selectExamples,
} from '../../../learning/index.ts'
import { recordLosses } from '../../../simulator/audit/index.ts'

test('the losses of records are those of an evaluation of each alone', async t => {
  const digits = await loadMnist('test', 7)
  const { evaluator } = await computeInThisThread('wasm')
  const shape = { inputShape: [28, 28, 1], classes: 10 }
  const specs = [
    { family: 'logistic', ...shape } as const,
    { family: 'mlp', ...shape, hidden: [9, 6], activation: 'tanh' } as const,
    { family: 'mlp', ...shape, hidden: [12], activation: 'relu' } as const,
    { family: 'mlp', ...shape, hidden: [5], activation: 'sigmoid' } as const,
  ]
  for (const spec of specs) {
    const parameters = initialParameters(spec, 3)
    const losses = recordLosses(spec, parameters, digits)
    for (let i = 0; i < digits.examples; i++) {
      const alone = loadDataset(selectExamples(digits, [i]))
      const { meanLoss: loss } = await evaluator.evaluate(spec, parameters, alone)
      t.true(Math.abs(loss - losses[i]!) < 1e-5, `${losses[i]} is not ${loss}`)
    }
  }
})
