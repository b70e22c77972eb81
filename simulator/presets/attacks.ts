/** Every attack against every rule, within what the rules withstand and beyond. */
import type { AttackSettings } from '../attacks/index.ts'
import type { Preset } from './preset.ts'

const attacks = {
  'label-flip': { kind: 'label-flip' },
  'sign-flip': { kind: 'sign-flip', scale: 10 },
  noise: { kind: 'noise', scale: 10 },
  'free-rider': { kind: 'free-rider' },
  duplicate: { kind: 'duplicate' },
  backdoor: { kind: 'backdoor' },
} as const satisfies Partial<Record<AttackSettings['kind'], unknown>>

/** Of twelve groups, as many bad ones as three attackers can make. */
const rules = {
  mean: null,
  median: { rule: 'median' },
  'trimmed-mean': { rule: 'trimmed-mean', trim: 3 },
  'geometric-median': { rule: 'geometric-median' },
  'multi-krum': { rule: 'multi-krum', faulty: 3 },
  'norm-filter': { rule: 'norm-filter', factor: 2 },
} as const

const few = 3
/** A third of the holders: most groups have one of them. */
const many = 12

/** Variants of attackers and rules, called by both. */
const variantsFor = (counts: readonly number[], named: Partial<typeof attacks>) =>
  counts.flatMap(holders =>
    Object.entries(named).flatMap(([attack, settings]) =>
      Object.entries(rules).map(([rule, robust]) => ({
        name: `${attack} ${holders} ${rule}`,
        set: { attack: { settings, holders }, robust },
      })),
    ),
  )

/** What both experiments have in common. */
const federation = {
  version: 1,
  data: { dataset: 'mnist', examples: 12_000, testExamples: 2_000 },
  holders: 36,
  partition: { kind: 'iid' },
  model: 'logistic-regression',
  groups: { size: 3 },
} as const

export const attacksPreset: Preset = {
  reproduces: 'the table of attacks and rules: six attacks, six rules, 3 and 12 attackers of 36',
  takes: 'minutes',
  experiment: {
    ...federation,
    seeds: [1],
    name: 'attacks',
    title: 'Six attacks against six rules',
    description:
      'Logistic regression on 12,000 digits dealt at random among 36 holders, summed in groups of three: rules see the means of twelve groups. Three attackers spoil three groups at most, which the rules withstand; twelve spoil most groups, which none can.',
    training: { rounds: 30, localEpochs: 1, batchSize: 50, learningRate: 0.1 },
    variants: [{ name: 'no attack mean', set: {} }, ...variantsFor([few, many], attacks)],
  },
}

export const breakdownPreset: Preset = {
  reproduces: 'where each rule breaks: flipped signs of 1 to 9 attackers of 36',
  takes: 'minutes',
  experiment: {
    ...federation,
    seeds: [1],
    name: 'breakdown',
    title: 'How many attackers a rule withstands',
    description:
      'Logistic regression on 12,000 digits dealt at random among 36 holders, summed in twelve groups of three. Attackers send ten times their update with the sign flipped; more and more of them spoil more and more groups.',
    training: { rounds: 20, localEpochs: 1, batchSize: 50, learningRate: 0.1 },
    variants: variantsFor([1, 2, 3, 4, 5, 6, 7, 9], { 'sign-flip': attacks['sign-flip'] }),
  },
}
