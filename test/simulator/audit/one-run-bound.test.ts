import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { openSeededRandom } from '../../../learning/index.ts'
import { chanceOfGuesses, countGuesses, guessMembers, leastEpsilon } from '../../../simulator/audit/index.ts'

test('the bound is what the paper prints for its own examples', t => {
  // Appendix D, and figure 11 of section 7, which cuts off after three digits.
  const printed = leastEpsilon({ canaries: 1000, guesses: 100, correct: 75 }, 1e-4, 0.95)
  t.is(printed.toFixed(3), '0.673')
  const figure = leastEpsilon({ canaries: 100_000, guesses: 1510, correct: 1439 }, 1e-5, 0.95)
  t.true(figure > 2.675 && figure < 2.676, `${figure}`)
})

/** canaries, guesses, correct, delta, chance at epsilon 1, bounds at 95 % and 99 %, by SciPy's binomial distribution. */
const frozen = [
  [1000, 100, 75, 1e-4, 0.40055451445360446, 0.6729846641074201, 0.40997923718876383],
  [1000, 100, 75, 0, 0.38272186725513024, 0.7022139309495059, 0.5558711674975011],
  [1000, 500, 500, 1e-5, 0.00012696597360887656, 5.087548713815252, 4.6198283967336184],
  [1000, 500, 380, 1e-5, 0.0788482048082134, 0.9762386077434859, 0.9060681862242917],
  [1000, 500, 250, 1e-5, 1, 0, 0],
  [400, 40, 40, 1e-3, 0.05178778105701297, 0.9426694894965746, 0],
  [100, 100, 99, 1e-3, 0.005809123899168644, 2.840963561435692, 1.744148061877272],
] as const

test('chances and bounds are those of an independent computation', t => {
  for (const [canaries, guesses, correct, delta, chance, usual, strict] of frozen) {
    const made = { canaries, guesses, correct }
    const told = JSON.stringify({ ...made, delta })
    t.true(Math.abs(chanceOfGuesses(made, 1, delta) - chance) < 1e-11, told)
    t.true(Math.abs(leastEpsilon(made, delta, 0.95) - usual) < 2e-9, told)
    t.true(Math.abs(leastEpsilon(made, delta, 0.99) - strict) < 2e-9, told)
  }
})

const someGuesses = fc
  .record({ canaries: fc.integer({ min: 1, max: 400 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ canaries, share }) => ({ canaries, guesses: Math.floor(share * canaries) }))
const deltas = fc.constantFrom(0, 1e-7, 1e-5, 1e-3)

testProp(
  'more right guesses never mean a lower bound, nor does less confidence',
  [someGuesses, deltas, fc.double({ min: 0, max: 1, noNaN: true })],
  (t, made, delta, share) => {
    const correct = Math.floor(share * made.guesses)
    const bound = leastEpsilon({ ...made, correct }, delta, 0.95)
    if (correct < made.guesses)
      t.true(leastEpsilon({ ...made, correct: correct + 1 }, delta, 0.95) >= bound - 2e-9)
    t.true(leastEpsilon({ ...made, correct }, delta, 0.8) >= bound - 2e-9)
  },
  { numRuns: 60 },
)

testProp(
  'a delta never raises the bound, and half of the guesses right say nothing',
  [someGuesses, deltas, fc.double({ min: 0.5, max: 1, noNaN: true })],
  (t, made, delta, share) => {
    const correct = Math.floor(share * made.guesses)
    t.true(
      leastEpsilon({ ...made, correct }, delta, 0.95) <= leastEpsilon({ ...made, correct }, 0, 0.95) + 2e-9,
    )
    t.is(leastEpsilon({ ...made, correct: Math.floor(made.guesses / 2) }, delta, 0.95), 0)
  },
  { numRuns: 60 },
)

/** Randomised response: each coin is told with probability e^epsilon / (1 + e^epsilon), else its opposite. */
function boundOnRandomisedResponse(epsilon: number, seed: number, confidence: number): number {
  const random = openSeededRandom(seed, 'randomised response')
  const coins = Array.from({ length: 200 }, () => random.below(2) === 0)
  const scores = coins.map(
    coin => (random.unit() < 1 / (1 + Math.exp(-epsilon)) === coin ? 1 : 0) + random.unit() / 2,
  )
  const made = countGuesses(guessMembers(scores, 1), coins)
  return leastEpsilon({ canaries: 200, ...made }, 0, confidence)
}

test('the bound is above a true epsilon as rarely as it says, and often not far below', t => {
  for (const epsilon of [0.5, 2]) {
    const bounds = Array.from({ length: 300 }, (_, seed) => boundOnRandomisedResponse(epsilon, seed, 0.9))
    const wrong = bounds.filter(bound => bound > epsilon).length
    // Of 300 at 10 %: more than 46 would be three standard deviations too many.
    t.true(wrong <= 46, `${wrong} of 300 at epsilon ${epsilon}`)
    t.true(bounds.sort((a, b) => a - b)[150]! > 0.5 * epsilon, `${bounds[150]} at epsilon ${epsilon}`)
  }
})

test('guesses that cannot be are refused by name', t => {
  const made = { canaries: 10, guesses: 5, correct: 4 }
  const refused = (change: object, message: RegExp) =>
    t.throws(() => leastEpsilon({ ...made, ...change }, 1e-5, 0.95), { instanceOf: RangeError, message })
  refused({ canaries: 0 }, /^canaries: /)
  refused({ guesses: 11 }, /^guesses: /)
  refused({ correct: 6 }, /^correct: /)
  t.throws(() => leastEpsilon(made, 1, 0.95), { message: /^delta: / })
  t.throws(() => leastEpsilon(made, 0, 1), { message: /^confidence: / })
  t.throws(() => chanceOfGuesses(made, -1, 0), { message: /^epsilon: / })
})
