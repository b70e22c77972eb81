import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { euclideanNorm } from '../../../aggregation/index.ts'
import { algorithmFault, parseAlgorithm, TrainingError } from '../../../learning/index.ts'
import { quadraticTrainer, settingsAt, size, terms } from './fake-trainer.ts'

const algorithm = { name: 'scaffold' }
const { client, server } = parseAlgorithm(algorithm)
const parts = client.parts(terms)
const start = Float32Array.of(1, -2, 0.5)

function near(t: { true(holds: boolean, message?: string): void }, got: ArrayLike<number>, wanted: number[]) {
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0)
  t.true(got.length === wanted.length && worst < 2e-5, `${[...Array.from(got)]} is not ${wanted}`)
}

test('two vectors travel, the control variate within the bounds of a gradient', t => {
  t.deepEqual(parts, [
    { name: 'update', clipNorm: 10, range: 2 },
    { name: 'control', clipNorm: 100, range: 20 },
  ])
  t.deepEqual([server.keeps, server.broadcasts], [['control'], ['control']])
})

test('a holder corrects by everybody’s variate less its own, and then remembers its mean gradient', async t => {
  const { train, asked, gradients } = quadraticTrainer([0.5, 1, -1], [1, 0.5, 2], 5)
  const control = Float32Array.of(0.25, -0.5, 1)
  const own = Float32Array.of(-1, 0.125, 0.5)
  const settings = settingsAt(start)
  const task = { settings, parts, broadcast: { control }, memory: { control: own }, train }
  const { vectors, memory, steps } = await client.train(task)
  t.is(steps, 5)
  near(t, asked[0]!.correction!, [1.25, -0.625, 0.5])
  // Option II, c - c_i taken off and the steps divided by: what is left is the mean of the gradients themselves.
  const mean = [0, 1, 2].map(i => gradients.reduce((sum, gradient) => sum + gradient[i]!, 0) / 5)
  near(t, memory.control!, mean)
  near(
    t,
    vectors[1]!,
    mean.map((value, i) => value - own[i]!),
  )
  const last = vectors[0]!
  // The update is what the steps came to, correction and all.
  near(
    t,
    last,
    mean.map((value, i) => -0.1 * 5 * (value + control[i]! - own[i]!)),
  )
})

test('a scheduled rate is the one that steps are divided by, while the bounds stay those of the terms', async t => {
  const { train, gradients } = quadraticTrainer([0, 0, 0], [1, 1, 1], 2)
  const settings = settingsAt(start, { learningRate: 0.025 })
  const { memory } = await client.train({ settings, parts, broadcast: {}, memory: {}, train })
  near(
    t,
    memory.control!,
    [0, 1, 2].map(i => (gradients[0]![i]! + gradients[1]![i]!) / 2),
  )
})

test('what is remembered is what was told, also where clipping and saturation cut it', async t => {
  // A gradient of (1000, -3000, 1): clipped to a norm of 100 it is (31.6, -94.9, 0.03), and saturated at 20.
  const { train } = quadraticTrainer([-999, 2998, -0.5], [1, 1, 1], 1)
  const own = Float32Array.of(3, 0, -1)
  const told = await client.train({
    settings: settingsAt(start),
    parts,
    broadcast: { control: Float32Array.of(3, 0, -1) },
    memory: { control: own },
    train,
  })
  const change = told.vectors[1]!
  near(t, change.slice(0, 2), [20, -20])
  t.true(euclideanNorm(change) <= 100)
  near(
    t,
    told.memory.control!,
    [...own].map((c, i) => c + change[i]!),
  )
})

test('a variate that is no number is told as a training that went astray', async t => {
  const { train } = quadraticTrainer([Number.POSITIVE_INFINITY, 0, 0], [1, 1, 1], 1)
  const error = await t.throwsAsync(
    client.train({ settings: settingsAt(start), parts, broadcast: {}, memory: {}, train }),
    { instanceOf: TrainingError },
  )
  t.is((error as TrainingError).reason, 'diverged')
})

test('the server steps by its rate, and moves its variate by the share of those in the sum', t => {
  const half = parseAlgorithm({ ...algorithm, serverLearningRate: 0.5 }).server
  const before = { values: start, state: { control: Float32Array.of(1, 2, 3) }, round: 3, share: 0.25 }
  const { values, state } = half.step(before, [Float32Array.of(2, 4, -6), Float32Array.of(8, 0, -4)])
  t.deepEqual([...values], [2, 0, -2.5])
  t.deepEqual([...state.control!], [3, 2, 2])
  t.deepEqual([...before.state.control], [1, 2, 3], 'what was is as it was')
  // Before the first round it is zero.
  const first = server.step({ ...before, state: {} }, [Float32Array.of(2, 4, -6), Float32Array.of(8, 0, -4)])
  t.deepEqual([...first.state.control!], [2, 0, -1])
})

test('momentum is refused: its steps are no gradients', t => {
  const fault = algorithmFault({ ...terms, algorithm, momentum: 0.9 })
  t.is(fault?.field, 'training.momentum')
  t.regex(fault!.message, /must be left out: .* up to 10 times as long; fedavgm/)
  t.is(algorithmFault({ ...terms, algorithm, momentum: 0 }), undefined)
})

test('a rate over which the bounds of a gradient have no room in 32 bits is refused', t => {
  t.is(algorithmFault({ ...terms, algorithm, learningRate: 1e-14 }), undefined)
  const fault = algorithmFault({ ...terms, algorithm, learningRate: 9e-15 })
  t.is(fault?.field, 'training.learningRate')
})

const holder = fc.record({
  weight: fc.integer({ min: 1, max: 500 }),
  target: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size, maxLength: size }),
  steps: fc.integer({ min: 1, max: 4 }),
})

testProp(
  'whoever takes part in which round, the server’s variate is the mean of all that is remembered, by examples',
  [
    fc.array(holder, { minLength: 2, maxLength: 5 }),
    fc.array(fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
  ],
  async (t, holders, rounds) => {
    const ofAll = holders.reduce((sum, { weight }) => sum + weight, 0)
    const memories = holders.map(() => ({}) as Record<string, Float32Array>)
    let values: Float32Array = start
    let state: Readonly<Record<string, Float32Array>> = {}
    for (const [at, present] of rounds.entries()) {
      const drawn = holders.map((_, i) => i).filter(i => present[i] || i === at % holders.length)
      const weight = drawn.reduce((sum, i) => sum + holders[i]!.weight, 0)
      const means = [new Float64Array(size), new Float64Array(size)]
      for (const i of drawn) {
        const { target, steps, weight: own } = holders[i]!
        const { train } = quadraticTrainer(target, [1, 2, 0.5], steps)
        const settings = settingsAt(values)
        const told = await client.train({ settings, parts, broadcast: state, memory: memories[i]!, train })
        memories[i] = told.memory
        for (const [part, vector] of told.vectors.entries())
          for (let k = 0; k < size; k++) means[part]![k]! += (own / weight) * vector[k]!
      }
      const before = { values, state, round: at + 1, share: weight / ofAll }
      ;({ values, state } = server.step(
        before,
        means.map(mean => Float32Array.from(mean)),
      ))
    }
    const mean = [0, 1, 2].map(k =>
      holders.reduce((sum, { weight }, i) => sum + (weight / ofAll) * (memories[i]!.control?.[k] ?? 0), 0),
    )
    const worst = mean.reduce((most, value, k) => Math.max(most, Math.abs(value - state.control![k]!)), 0)
    t.true(worst < 1e-4, `${[...state.control!]} is not ${mean}`)
  },
  { numRuns: 50 },
)
