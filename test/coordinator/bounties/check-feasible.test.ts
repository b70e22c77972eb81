import test from 'ava'
import { checkFeasible } from '../../../coordinator/bounties/post-bounty.ts'
import type { BountyTerms } from '../../../protos/terms.ts'
import { smallTerms } from '../../support/small-federation.ts'

const small = smallTerms(new Uint8Array(), 60)
const training = (changed: Partial<BountyTerms['training']>): BountyTerms => ({
  ...small,
  training: { ...small.training, ...changed },
})
const grouped = (algorithm: string): BountyTerms => ({
  ...training({ algorithm: { name: algorithm } }),
  cohort: { ...small.cohort, minimum: 12, maximum: 12, groupSize: 4 },
  aggregation: { ...small.aggregation, robust: { rule: 'median' } },
})

const refusals: readonly (readonly [string, BountyTerms, string, RegExp])[] = [
  [
    'an algorithm that nobody knows',
    training({ algorithm: { name: 'fedmagic' } }),
    'training.algorithm.name',
    /^training\.algorithm\.name is "fedmagic"; use one of fedavg, fedsgd, fedprox, .*scaffold$/,
  ],
  [
    'a setting that is missing',
    training({ algorithm: { name: 'fedprox' } }),
    'training.algorithm.mu',
    /^training\.algorithm\.mu of fedprox cannot be used: mu: /,
  ],
  [
    'FedSGD in batches of ten',
    training({ algorithm: { name: 'fedsgd' } }),
    'training.batchSize',
    /^training\.batchSize must be "all", not 10: fedsgd takes one step on all records of a holder$/,
  ],
  [
    'SCAFFOLD with momentum',
    training({ algorithm: { name: 'scaffold' }, momentum: 0.5 }),
    'training.momentum',
    /^training\.momentum must be left out: .* up to 2\.0 times as long/,
  ],
  [
    'SCAFFOLD under noise of whole holders',
    {
      ...training({ algorithm: { name: 'scaffold' } }),
      privacy: { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5 },
    },
    'training.algorithm',
    /^training\.algorithm scaffold sends more than an update \(control\), to which no noise is added/,
  ],
  [
    'SCAFFOLD under a rule over groups',
    grouped('scaffold'),
    'aggregation.robust',
    /^aggregation\.robust: scaffold sends more than an update \(control\), .*; remove the rule, or use another/,
  ],
]
for (const [what, terms, field, message] of refusals) {
  test(`${what} is refused by its field, with the way out`, t => {
    const refusal = checkFeasible(terms)
    if (!('kind' in refusal)) return t.fail('it was not refused')
    t.is(refusal.reason, 'terms-invalid')
    t.is(refusal.field, field)
    t.regex(refusal.message, message)
  })
}

test('what the refusals ask for is feasible', t => {
  const feasible = [
    small,
    training({ algorithm: { name: 'fedprox', mu: 0.01 } }),
    training({ algorithm: { name: 'fedsgd' }, batchSize: 'all' }),
    training({ algorithm: { name: 'scaffold' } }),
    grouped('fedavg'),
    grouped('fedadagrad'),
  ].map(terms =>
    terms.training.algorithm?.name === 'fedadagrad'
      ? {
          ...terms,
          training: { ...terms.training, algorithm: { name: 'fedadagrad', serverLearningRate: 0.1 } },
        }
      : terms,
  )
  for (const terms of feasible) t.false('kind' in checkFeasible(terms), JSON.stringify(terms.training))
})
