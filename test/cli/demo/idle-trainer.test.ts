import path from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { trainerPage } from '../../../cli/demo/holders.ts'
import {
  initialParameters,
  loadDataset,
  openExternalTrainer,
  parseModelSpec,
} from '../../../learning/index.ts'
import { smallDataset } from '../../support/small-federation.ts'

test('the free rider’s trainer says that it trained on everything, and changes nothing', async t => {
  const { command } = parse(trainerPage()) as { readonly command: readonly string[] }
  const [program, ...args] = command
  const trainer = openExternalTrainer({
    command: { program: program!, args, env: {}, workingFolder: path.resolve('.') },
  })
  t.teardown(() => trainer.close())
  const spec = parseModelSpec({
    family: 'mlp',
    inputShape: [4],
    hidden: [3],
    classes: 3,
    activation: 'relu',
  })
  const dataset = loadDataset(smallDataset(20, 1))
  for (const seed of [1, 2]) {
    const { update, examples } = await trainer.train({
      spec,
      parameters: initialParameters(spec, seed),
      dataset,
      epochs: 1,
      batchSize: 8,
      learningRate: 0.5,
      seed,
    })
    t.is(examples, 20)
    t.true(update.values.every(value => value === 0))
  }
})
