import test from 'ava'
import { bountyJson, bountyText, roundOfModel, trainingText } from '../../cli/bounty-view.ts'
import { type BountyTerms, encodeTerms } from '../../protos/terms.ts'
import type { Bounty, RoundSummary } from '../../protos/types.ts'
import { smallTerms } from '../support/small-federation.ts'

const small = smallTerms(new Uint8Array(), 60)

function bountyWith(terms: BountyTerms, accuracies: readonly number[]): Bounty {
  const rounds = accuracies.map(
    (value, i) =>
      ({
        round: i + 1,
        attempt: 1,
        state: 'completed',
        survivors: ['alder'],
        dropouts: [],
        correct: 0,
        total: 60,
        modelHash: Uint8Array.of(Math.round(10 * value)),
        metrics: [{ metric: 'accuracy', value, low: value, high: value }],
        uploadBytes: 0,
        pays: [],
      }) as unknown as RoundSummary,
  )
  const units = { paidUnits: 0n, feeUnits: 0n, refundedUnits: 0n }
  return {
    ...units,
    bountyId: 'ab'.repeat(32),
    buyer: 'acme',
    terms: encodeTerms(terms),
    state: 'final',
    accepted: true,
    postedAtMs: 0,
    participants: [],
    declines: [],
    rounds,
    reason: 'out-of-patience',
  } as unknown as Bounty
}

test('a bounty shows by which algorithm, draw and rule it trains', t => {
  t.is(trainingText(small), 'fedavg')
  const told = {
    ...small,
    training: { ...small.training, algorithm: { name: 'fedadam', serverLearningRate: 0.1, tau: 0.01 } },
    cohort: { ...small.cohort, minimum: 20, maximum: 20, sampled: 15, groupSize: 5 },
    aggregation: { ...small.aggregation, robust: { rule: 'trimmed-mean', trim: 1 } as const },
  }
  const text =
    'fedadam (serverLearningRate 0.1, tau 0.01), 15 holders drawn for each round, trimmed mean of groups'
  t.is(trainingText(told), text)
  t.true(bountyText(bountyWith(told, [])).includes(`  training  ${text}\n`))
})

test('a bounty that keeps its best model shows which round’s that is', t => {
  const best: BountyTerms = { ...small, training: { ...small.training, keep: 'best' } }
  const figures = [0.7, 0.9, 0.8]
  const shown = bountyText(bountyWith(best, figures))
  t.true(shown.includes('  model     that of round 2, the best so far with accuracy 90.0 %\n'), shown)
  t.like(bountyJson(bountyWith(best, figures)), { keptRound: 2 })
  t.false(bountyText(bountyWith(small, figures)).includes('  model  '))
  t.like(bountyJson(bountyWith(small, figures)), { keptRound: 3 })
  t.like(bountyJson(bountyWith(best, [])), { keptRound: null })
})

test('rounds whose clip norm follows the updates show it, and others have no room for it', t => {
  const adaptive: BountyTerms = {
    ...small,
    privacy: { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5, clipping: { quantile: 0.5 } },
  }
  const bounty = bountyWith(adaptive, [0.5, 0.75])
  const rounds = bounty.rounds.map((round, i) => ({ ...round, clipNorm: [10, 9.04837418][i]! }))
  const shown = bountyText({ ...bounty, rounds })
  t.regex(shown, /accuracy\W+clip norm\W+survivors/)
  t.regex(shown, /75\.0 %.*9\.05\W+1\b/)
  t.false(bountyText(bountyWith(small, [0.5])).includes('clip norm'))
})

test('who declined is told with why and before which round, and nothing of it while nobody has', t => {
  const bounty = bountyWith({ ...small, training: { ...small.training, rounds: 4 } }, [0.7])
  const declines = [
    { organisation: 'hospital-a', reason: 'policy', round: 0, atMs: 1 },
    { organisation: 'hospital-c', reason: 'privacy-budget-spent', round: 4, atMs: 2 },
    { organisation: 'hospital-b', reason: 'privacy-too-weak', round: 5, atMs: 3 },
  ] as const
  const shown = bountyText({ ...bounty, declines })
  t.regex(shown, /hospital-a\W+against its policy, before training/)
  t.regex(shown, /hospital-c\W+privacy budget spent, before round 4/)
  t.regex(shown, /hospital-b\W+privacy too weak, after training/)
  t.true(shown.indexOf('declined') > shown.indexOf('Nobody has joined yet.'))
  t.like(bountyJson({ ...bounty, declines }), { declines })
  t.notRegex(bountyText(bounty), /declined/)
})

test('a model is that of the last round that left it, whichever that is, and a stranger’s of none', t => {
  const bounty = bountyWith({ ...small, training: { ...small.training, rounds: 4 } }, [0.7, 0.9, 0.7, 0.8])
  const roundOf = (hash: number) => roundOfModel(bounty, Uint8Array.of(hash))?.round
  t.deepEqual([roundOf(7), roundOf(9), roundOf(8), roundOf(6)], [3, 2, 4, undefined])
})

test('a promise that rests on the coordinator is shown as one against readers of the model, with none against it', t => {
  const shownWith = (noise: 'central' | 'distributed') =>
    bountyText(bountyWith({ ...small, privacy: { unit: 'holder', noise, epsilon: 8, delta: 1e-5 } }, []))
  const promise =
    '  privacy   epsilon 8 at delta 0.00001 for each holder over all rounds, against readers of the model; the coordinator sees the sums without noise\n            against the coordinator: none\n'
  t.true(shownWith('central').includes(promise), shownWith('central'))
  t.regex(shownWith('distributed'), /against the coordinator together with up to 1 holder, over all rounds/)
  t.notRegex(shownWith('distributed'), /none/)
})
