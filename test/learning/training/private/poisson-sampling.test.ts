import test from 'ava'
import { type RandomSource, unsafeFixedRandom } from '../../../../aggregation/index.ts'
import { drawPoisson } from '../../../../learning/training/private/poisson-sampling.ts'

/** Bytes of these tosses, each a number below 2^53. */
function tossing(tosses: readonly number[]): RandomSource {
  const words = tosses.flatMap(toss => [Math.floor(toss / 2 ** 21), (toss % 2 ** 21) * 2 ** 11])
  return { bytes: length => new Uint8Array(Uint32Array.from(words).buffer).slice(0, length) }
}

test('a record is taken when its toss is below the rate, and not when it equals it', t => {
  const rate = 0.3
  const edge = Math.floor(rate * 2 ** 53)
  const tosses = tossing([edge, edge - 1, 0, 2 ** 53 - 1, edge + 1, edge - 1])
  t.deepEqual([...drawPoisson(6, rate, tosses)], [1, 2, 5])
})

test('at rate 1 everybody is taken, far more than are tossed for at a time', t => {
  const batch = drawPoisson(20_000, 1, unsafeFixedRandom('all'))
  t.deepEqual([batch.length, batch[0], batch.at(-1)], [20_000, 0, 19_999])
})

test('batches are as large as binomial numbers are, and as far apart', t => {
  const random = unsafeFixedRandom('batches')
  const [examples, rate, batches] = [9000, 0.02, 400]
  const sizes: number[] = []
  const met = new Int32Array(examples)
  for (let i = 0; i < batches; i++) {
    const batch = drawPoisson(examples, rate, random)
    sizes.push(batch.length)
    for (const record of batch) met[record]!++
  }
  const mean = sizes.reduce((sum, size) => sum + size, 0) / batches
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / batches
  const [expected, expectedVariance] = [examples * rate, examples * rate * (1 - rate)]
  t.true(Math.abs(mean - expected) < 4 * Math.sqrt(expectedVariance / batches), `${mean}`)
  t.true(Math.abs(variance / expectedVariance - 1) < 4 * Math.sqrt(2 / batches), `${variance}`)
  // Every place as often as any other: the spread over the places is the binomial one too.
  const spread = met.reduce((sum, times) => sum + (times - batches * rate) ** 2, 0) / examples
  t.true(Math.abs(spread / (batches * rate * (1 - rate)) - 1) < 0.08, `${spread}`)
})

test('nobody may be taken', t => {
  t.is(drawPoisson(50, 1e-12, unsafeFixedRandom('none')).length, 0)
})
