import test from 'ava'
import type { Earning, Resolution } from '../../../cli/demo/earnings.ts'
import { deedText, reasonText, resolutionText } from '../../../cli/demo/reasons.ts'

const score = (value: number, half: number, counted: number) => ({
  value,
  low: value - half,
  high: value + half,
  counted,
})
const earning = (change: Partial<Earning>): Earning => ({
  baseUnits: 100n,
  qualityUnits: 0n,
  share: 0,
  score: score(0.1, 0.3, 0),
  ...change,
})

test('who is paid by quality reads its part, and who is not reads whether it harmed or added nothing', t => {
  const told = (change: Partial<Earning>) => reasonText(earning(change), 'full')
  t.regex(
    told({ qualityUnits: 30n, share: 0.256, score: score(0.7, 0.3, 0.5) }),
    /better with it than without: 25\.6 %/,
  )
  t.regex(told({ qualityUnits: 2n, share: 0.006 }), /hardly more than chance can do: 0\.6 %/)
  t.regex(told({ score: score(-0.8, 0.3, 0) }), /^Nothing: .*worse with it/)
  t.regex(told({ score: score(-0.2, 0.3, 0) }), /^Nothing: .*no better with it/)
  t.regex(told({ qualityUnits: 30n }), /shared as base pay/)
  t.regex(reasonText({ baseUnits: 1n, qualityUnits: 0n, share: 0 }, 'full'), /^Nothing: it was in no round/)
})

test('where too little was tested to tell holders apart, the words claim nothing of single ones', t => {
  const paid = earning({ qualityUnits: 30n, share: 0.2 })
  t.regex(reasonText(paid, 'split'), /^Too few rounds to tell holders apart/)
  t.regex(reasonText(paid, 'none'), /^Nobody was measured/)
  const all: readonly Resolution[] = ['full', 'coarse', 'split', 'none']
  const advised = all.filter(resolution => /--rounds|--holders/.test(resolutionText(resolution, 9)))
  t.deepEqual(advised, ['coarse', 'split', 'none'])
})

test('what a hospital really did is told from its part', t => {
  const hospital = { organisation: 'a', displayName: 'A', examples: 7 }
  t.regex(deedText({ ...hospital, part: 'honest' }), /^Trained on its 7 digits/)
  t.regex(deedText({ ...hospital, part: 'free-rider' }), /7 digits, trained on none/)
  t.regex(deedText({ ...hospital, part: 'bad-labels' }), /7 digits, every label of them wrong/)
})
