import test from 'ava'
import { epsilonOf } from '../../aggregation/index.ts'
import { promisedEvent, roundEvent } from '../../client/privacy/index.ts'
import { clipNormAfter, clipNormFault, clipNormOf, clippingOf } from '../../protos/clipping-terms.ts'
import { holderNoiseOf, noisePlanOf } from '../../protos/holder-noise.ts'
import { aggregationParametersFor, type BountyTerms, checkTerms } from '../../protos/terms.ts'
import { testTerms } from '../client/scripted-coordinator.ts'

const fixed = { unit: 'holder', noise: 'distributed', epsilon: 6, delta: 1e-5 } as const
const clipping = { quantile: 0.25, learningRate: 0.4 }

function termsOf(changed: object = { clipping }): BountyTerms {
  return testTerms({
    privacy: { ...fixed, ...changed },
    training: { ...testTerms().training, rounds: 30, minimumRounds: 1, clipNorm: 0.5 },
    cohort: { ...testTerms().cohort, minimum: 7, maximum: 7 },
  })
}

test('the norm begins where the terms say and is there only where it follows the updates', t => {
  t.is(clippingOf(termsOf({})), undefined)
  t.is(clipNormOf(termsOf({}), 7), undefined)
  t.is(clipNormOf(termsOf(), null), 0.5)
  t.is(clipNormOf(termsOf(), 7), 7)
})

test('each round moves it against what is too many, by the learning rate of the terms or 0.2', t => {
  const told = { bitSum: 2, members: 8 }
  // 6 of 8 within: exp(-0.4 (3/4 - 1/4)).
  t.true(Math.abs(clipNormAfter(termsOf(), 3, told) - 3 * Math.exp(-0.2)) < 1e-12)
  const usual = termsOf({ clipping: { quantile: 0.25 } })
  t.true(Math.abs(clipNormAfter(usual, 3, told) - 3 * Math.exp(-0.1)) < 1e-12)
})

test('it stays within a thousand times and a thousandth of where it began', t => {
  t.is(clipNormAfter(termsOf(), 499.9, { bitSum: -4, members: 8 }), 500)
  t.is(clipNormAfter(termsOf(), 0.000501, { bitSum: 4, members: 8 }), 0.0005)
})

test('a norm that no rounds before can have led to is found, and one that is missing or not asked for', t => {
  const terms = termsOf()
  const fault = (round: number, norm: number | undefined, of = terms) => clipNormFault(of, round, norm)
  t.is(fault(1, 0.5), undefined)
  t.regex(fault(1, 0.50001)!, /announced is 0.50001; by the terms round 1 may have 0.500000 to 0.500000/)
  // Two rounds: up by exp(2 · 0.4 · 0.25) at most, down by exp(2 · 0.4 · 0.75).
  t.is(fault(3, 0.5 * Math.exp(0.2)), undefined)
  t.is(fault(3, 0.5 * Math.exp(-0.6)), undefined)
  t.truthy(fault(3, 0.5 * Math.exp(0.21)))
  t.truthy(fault(3, 0.5 * Math.exp(-0.61)))
  t.is(fault(30, 0.0005), undefined)
  t.truthy(fault(30, 0.00049))
  for (const norm of [Number.NaN, Number.POSITIVE_INFINITY, 0, -0.5]) t.truthy(fault(30, norm), `${norm}`)
  t.regex(fault(1, undefined)!, /no clip norm is announced/)
  t.is(fault(1, undefined, termsOf({})), undefined)
  t.regex(fault(1, 0.5, termsOf({}))!, /by the terms it is fixed/)
})

test('a norm after any told bits is one that the next round may have', t => {
  const terms = termsOf()
  let [high, low] = [0.5, 0.5]
  for (let round = 1; round <= 30; round++) {
    t.is(clipNormFault(terms, round, high), undefined)
    t.is(clipNormFault(terms, round, low), undefined)
    high = clipNormAfter(terms, high, { bitSum: -99, members: 7 })
    low = clipNormAfter(terms, low, { bitSum: 99, members: 7 })
  }
})

test('the vector has a coordinate more, the noise is what it needs, and both follow from the parameters again', t => {
  const planOf = (terms: BountyTerms) => {
    const noise = holderNoiseOf(terms, 30)
    if (noise.kind === 'refused') throw new Error(noise.message)
    const parameters = aggregationParametersFor(terms, 'training', { valueCount: 30, tallyLength: 0 })
    t.deepEqual(noisePlanOf(parameters), noise.plan)
    return { parameters, plan: noise.plan, event: noise.event }
  }
  const [without, adaptive] = [planOf(termsOf({})), planOf(termsOf())]
  t.is(without.parameters.dimension, 32)
  t.is(adaptive.parameters.dimension, 33)
  const { mechanism } = adaptive.event
  t.like(mechanism, {
    dimension: 33,
    clip: Math.sqrt(0.25 + (adaptive.plan.bitSteps * adaptive.plan.gamma) ** 2),
  })
  const { epsilon } = epsilonOf([{ ...adaptive.event, steps: 30 }], 1e-5, { accountant: 'rdp' })
  t.true(epsilon <= 6 && epsilon > 5.99, `${epsilon}`)
  const price = adaptive.plan.localStandardDeviation / without.plan.localStandardDeviation
  t.true(Math.abs(price - Math.sqrt(1.09)) < 0.003, `${price}`)
})

test('the ledger of a holder is charged for vector and bit together, by half for a record', t => {
  const terms: BountyTerms = { ...termsOf(), model: { family: 'logistic', inputShape: [4], classes: 3 } }
  const noise = holderNoiseOf(terms, 15)
  if (noise.kind === 'refused') return t.fail(noise.message)
  const promised = promisedEvent(terms, 100)!
  t.deepEqual(promised, noise.event)
  const localStd = noise.plan.localStandardDeviation / 2
  t.deepEqual(roundEvent(terms, 100), { ...promised, mechanism: { ...promised.mechanism, localStd } })
})

for (const [what, privacy, field] of [
  ['a quantile above all', { ...fixed, clipping: { quantile: 1.2 } }, 'privacy.clipping.quantile'],
  ['a quantile of none', { ...fixed, clipping: { quantile: 0 } }, 'privacy.clipping.quantile'],
  ['no quantile', { ...fixed, clipping: {} }, 'privacy.clipping.quantile'],
  [
    'a learning rate that stands still',
    { ...fixed, clipping: { quantile: 0.5, learningRate: 0 } },
    'privacy.clipping.learningRate',
  ],
  ['a misspelt setting', { ...fixed, clipping: { quantile: 0.5, rate: 1 } }, 'privacy.clipping'],
] as const)
  test(`clipping by ${what} is refused by the field`, t => {
    const checked = checkTerms({ ...termsOf(), privacy })
    if (checked.kind === 'terms') return t.fail('it was taken')
    t.deepEqual(
      checked.faults.map(fault => fault.field),
      [field],
    )
  })
