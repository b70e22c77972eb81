import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { checkFeasible } from '../../coordinator/bounties/post-bounty.ts'
import { holderNoiseFault, withChange } from '../../protos/holder-noise-fault.ts'
import { type BountyTerms, checkTerms } from '../../protos/terms.ts'
import { testTerms } from '../client/scripted-coordinator.ts'

const privacy = { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5 } as const
const base = testTerms()

interface Wanted {
  readonly epsilon?: number
  readonly rounds?: number
  readonly bits?: number
  readonly holders?: number
}

function termsWith({ epsilon = 3, rounds = 100, bits = 24, holders = 10 }: Wanted): BountyTerms {
  return testTerms({
    privacy: { ...privacy, epsilon },
    training: { ...base.training, rounds },
    cohort: { ...base.cohort, minimum: holders, maximum: holders },
    aggregation: { ...base.aggregation, bits },
    pay: { ...base.pay, priceUnits: '100000' },
  })
}

test('too few bits are refused with what they would have to carry', t => {
  const fault = holderNoiseFault(termsWith({ bits: 8 }), 100_000)!
  t.is(fault.field, 'aggregation.bits')
  t.regex(
    fault.message,
    /^of 8 cannot hold the noise: for an epsilon of 3 at a delta of 0\.00001 over 100 rounds, with 5 holders whose noise is certain, each adds \S+ times the clipping norm to every coordinate, and the sum of 10 takes \d+ bits on the coarsest grid; take aggregation\.bits of \d+/,
  )
})

test('noise a thousand times as long as an update is refused, and a little less is not', t => {
  // 6.7 times the clipping norm on each coordinate, over the root of ten.
  t.is(holderNoiseFault(termsWith({}), 200_000), undefined)
  const fault = holderNoiseFault(termsWith({}), 300_000)!
  t.is(fault.field, 'privacy.epsilon')
  t.regex(fault.message, /^of 3 .* adds 6\.\d+ times .* 300000 coordinates, noise 1\d{3} times as long/)
  t.deepEqual(
    fault.ways.map(({ field }) => field),
    ['privacy.epsilon', 'training.rounds', 'cohort.minimum'],
  )
})

test('a clip norm that would follow nothing but noise is refused, with the terms under which it hears the updates', t => {
  const adaptive = (wanted: Wanted): BountyTerms => {
    const terms = termsWith(wanted)
    return { ...terms, privacy: { ...terms.privacy!, clipping: { quantile: 0.5 } } as typeof terms.privacy }
  }
  // 7.0 times the clipping norm of each over twice a bit of 0.3, over the root of ten.
  const fault = holderNoiseFault(adaptive({}), 100)!
  t.is(fault.field, 'privacy.clipping')
  t.regex(
    fault.message,
    /^cannot follow the norms: .* noise of 3\.6\d is on the fraction of 10 holders .*; remove it to/,
  )
  t.deepEqual(
    fault.ways.map(({ field }) => field),
    ['privacy.epsilon', 'training.rounds', 'cohort.minimum'],
  )
  for (const way of fault.ways) t.is(holderNoiseFault(withChange(adaptive({}), way), 100), undefined)
  t.is(holderNoiseFault(termsWith({}), 100), undefined)
  t.is(holderNoiseFault(adaptive({ holders: 60 }), 100), undefined)
})

test('an epsilon that no noise is accounted for is refused', t => {
  const fault = holderNoiseFault(termsWith({ epsilon: 0.01 }), 15)!
  t.is(fault.field, 'privacy.epsilon')
  t.regex(fault.message, /^of 0\.01 is below what any noise is accounted for/)
})

test('posting refuses such terms by their field, and takes them with a change that it names', t => {
  const terms = termsWith({ bits: 8, rounds: 500, holders: 20 })
  const refusal = checkFeasible(terms)
  if (!('kind' in refusal)) return t.fail()
  t.is(refusal.field, 'aggregation.bits')
  const [way] = holderNoiseFault(terms, 3)!.ways
  t.false('kind' in checkFeasible(withChange(terms, way!)))
  t.is(holderNoiseFault(testTerms(), 100), undefined)
})

testProp(
  'each way out that a refusal names is one',
  [
    fc.constantFrom<Wanted & { size: number }>(
      { bits: 8, size: 1_000 },
      { bits: 10, epsilon: 1, size: 20_000, holders: 20 },
      { epsilon: 0.5, rounds: 50, size: 400_000 },
      { bits: 8, size: 50, holders: 60, rounds: 10 },
    ),
  ],
  (t, { size, ...wanted }) => {
    const terms = termsWith(wanted)
    const fault = holderNoiseFault(terms, size)
    t.true(fault !== undefined && fault.ways.length > 0)
    for (const way of fault?.ways ?? []) {
      const changed = withChange(terms, way)
      t.is(checkTerms(changed).kind, 'terms')
      t.is(holderNoiseFault(changed, size), undefined, `${way.field} ${way.value}`)
      t.true(fault?.message.includes(`${way.field} of ${way.value}`) || way.field === 'training.rounds')
    }
  },
  { numRuns: 4 },
)
