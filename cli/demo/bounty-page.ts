/** The page that the buyer of the demonstration posts. `parley bounty init` writes one with every field explained. */
import { groupSizeFor, maximumExamples } from './cast.ts'

export interface PostedEvaluator {
  readonly organisation: string
  /** Ed25519 identity key, hex. */
  readonly key: string
}

export interface PageFigures {
  readonly rounds: number
  readonly holders: number
  readonly seed: number
  readonly target: number
  readonly evaluators: readonly PostedEvaluator[]
  readonly stakeUnits: bigint
}

export function bountyPage(figures: PageFigures): string {
  const { rounds, holders, seed, target, evaluators, stakeUnits } = figures
  const groupSize = groupSizeFor(holders)
  return `# The bounty of the demonstration.
version: 1
title: Handwritten digits
purpose: diagnostics-research

data:
  kind: image
  height: 28
  width: 28
  channels: 1
  scale: 0-1
  label: { name: digit, classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] }

model:
  family: mlp
  inputShape: [28, 28, 1]
  hidden: [32]
  classes: 10
  activation: relu

training:
  rounds: ${rounds} # at most
  minimumRounds: ${Math.max(1, rounds - 1)} # before the target may stop the training
  stopAtTarget: true # rounds that are not needed are not paid for
  localEpochs: 1
  batchSize: 8
  learningRate: 0.02 # small steps: what groups add then nearly adds up, and few rounds tell holders apart
  clipNorm: 20
  range: 1
  seed: ${seed}

acceptance:
  metric: accuracy
  target: ${target}
  testSet: { path: ./test-set }

cohort:
  minimum: 5
  maximum: ${holders}
  openSeconds: 120
  colluders: ${groupSize > 3 ? 1 : 0}
  maximumExamples: ${maximumExamples}
  groupSize: ${groupSize} # each round is cut into groups of so many or more, drawn anew; only their sums are seen

aggregation:
  suite: 1
  bits: 24
  attempts: 3
  stageSeconds: { advertise: 20, share: 20, input: 60, survivors: 20, unmask: 20 }

pay:
  asset: credit
  priceUnits: 1_000_000
  feeBasisPoints: 200
  weightCap: 1000
  # Base pay goes by the records that a holder declares, quality pay by what it was measured to contribute.
  pools: { base: 6000, quality: 3500, evaluators: 500, bonus: 0 }

scoring:
  evaluators:
${evaluators.map(({ organisation, key }) => `    - { organisation: ${organisation}, key: ${key}, stakeUnits: ${stakeUnits} }`).join('\n')}
  utility: loss
  everyRounds: 1
  commitSeconds: 120
  revealSeconds: 120
  gate: 50 # hundredths of its standard error by which a score is lowered: what may be chance is not paid
`
}
