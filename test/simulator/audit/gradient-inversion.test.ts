import test from 'ava'
import { parameterVector } from '../../../aggregation/index.ts'
import {
  computeInThisThread,
  type DenseSpec,
  initialParameters,
  loadDataset,
} from '../../../learning/index.ts'
import { layoutOf } from '../../../learning/models/index.ts'
import {
  correlationOf,
  recordsFromTrap,
  recordsFromUpdate,
  trappedParameters,
} from '../../../simulator/audit/index.ts'

const spec: DenseSpec = { family: 'mlp', inputShape: [4], hidden: [3], classes: 2, activation: 'relu' }
/** Means 0.1, 0.35 and 0.9; the last two may share a pair of thresholds. */
const records = [
  [0.3, 0.1, 0, 0],
  [0.9, 0.1, 0.2, 0.2],
  [1, 0.8, 0.9, 0.9],
] as const
const labels = [0, 1, 0] as const

async function updateOf(chosen: readonly number[], parameters = initialParameters(spec, 4)) {
  const dataset = loadDataset({
    features: Float32Array.from(chosen.flatMap(i => [...records[i]!])),
    labels: Int32Array.from(chosen, i => labels[i]!),
    ...{ examples: chosen.length, featureShape: [4], classes: 2 },
  })
  const { trainer } = await computeInThisThread('wasm')
  const step = { epochs: 1, batchSize: chosen.length, learningRate: 0.5, seed: 1 }
  return (await trainer.train({ spec, parameters, dataset, ...step })).update
}

const distance = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Math.max(...Array.from(one, (value, i) => Math.abs(value - other[i]!)))

test('every unit that one record moved tells that record', async t => {
  const recovered = recordsFromUpdate(await updateOf([1]))
  t.true(recovered.length >= 1 && recovered.length <= 3)
  for (const one of recovered) t.true(distance(one, records[1]) < 1e-3, `${one}`)
})

test('a unit that did not move is left out', t => {
  const still = parameterVector(new Float32Array(4 * 3 + 3 + 3 * 2 + 2), layoutOf(spec))
  t.deepEqual(recordsFromUpdate(still), [])
  t.deepEqual(recordsFromTrap(still), [])
})

test('a trapped model keeps records apart that have thresholds between them', async t => {
  const recovered = recordsFromTrap(await updateOf([0, 1, 2], trappedParameters(spec, [0.05, 0.2, 0.5], 1)))
  t.is(recovered.length, 3)
  for (const [i, one] of recovered.entries())
    t.true(distance(one, records[i]!) < 1e-3, `${one} is not record ${i}`)
})

test('records between the same thresholds come out mixed', async t => {
  const recovered = recordsFromTrap(await updateOf([0, 1, 2], trappedParameters(spec, [0.05, 0.2, 1.5], 1)))
  t.is(recovered.length, 2)
  t.true(distance(recovered[0]!, records[0]) < 1e-3)
  t.true(distance(recovered[1]!, records[1]) > 0.1 && distance(recovered[1]!, records[2]) > 0.1)
})

test('correlation is of shapes, whatever their size and height, and nothing for one shade', t => {
  t.true(Math.abs(correlationOf([1, 2, 4], [10, 20, 40]) - 1) < 1e-12)
  t.true(Math.abs(correlationOf([1, 2, 4], [-1, -2, -4]) + 1) < 1e-12)
  t.true(Math.abs(correlationOf([1, 2, 4], [1, 0, 2]) - 0.6546536707) < 1e-9)
  t.is(correlationOf([1, 1, 1], [1, 2, 3]), 0)
})
