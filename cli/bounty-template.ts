/** The pages that `parley bounty init` writes: they can be posted as they are once the test set lies beside them. */

const imageData = `# What the data looks like. Every holder's files are read against this.
data:
  kind: image # an IDX pair of files, as MNIST has them, plain or gzipped
  height: 28
  width: 28
  channels: 1
  scale: 0-1 # bytes 0-255 become 0-1
  label:
    name: digit
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]

# What is trained: a preset (mnist-2nn, mnist-cnn, small-resnet, logistic-regression), the description of a Keras or
# TensorFlow.js layers model (file: model.json), or a network written out:
#   family: mlp
#   inputShape: [28, 28, 1]
#   hidden: [200, 200]
#   classes: 10
#   activation: relu
model:
  preset: mnist-2nn`

const tableData = `# What the data looks like. Every holder's file is read against this; columns it does not name are left alone.
data:
  kind: table # a CSV file with a header line
  features:
    - { name: age, kind: number, mean: 54, deviation: 9 } # standardised: (value - mean) / deviation
    - { name: cholesterol, kind: number, mean: 246, deviation: 52 }
    - { name: sex, kind: category, values: [female, male] }
  label:
    name: outcome
    classes: ["healthy", "ill"]

# What is trained: a preset (tabular-mlp, logistic-regression), a layers model (file: model.json), or a network written out.
model:
  preset: tabular-mlp`

interface Form {
  readonly title: string
  readonly data: string
  readonly testSet: string
  readonly maximumExamples: number
  readonly target: number
  readonly rounds: number
  readonly minimumRounds: number
  readonly maximumHolders: number
  readonly openSeconds: number
  readonly seed: number
}

const usual = { rounds: 6, minimumRounds: 5, maximumHolders: 6, openSeconds: 600, seed: 7 }

function page(form: Form): string {
  return `# A training bounty. Post it with: parley bounty post THIS-FILE
# Once posted, its terms are hashed, signed and never change.
version: 1
title: ${form.title}
purpose: diagnostics-research # holders allow or deny purposes in their policy

${form.data}

training:
  rounds: ${form.rounds} # at most
  minimumRounds: ${form.minimumRounds} # before the target may stop the training
  stopAtTarget: true # rounds that are not needed are not paid for
  localEpochs: 1
  batchSize: 32
  learningRate: 0.1
  clipNorm: 20 # each update is clipped to this L2 norm
  range: 1 # largest absolute value of one coordinate of an update
  seed: ${form.seed} # of the initial model
  # algorithm: { name: fedprox, mu: 0.01 } # or fedsgd, fedavgm, fedadam, fedyogi, fedadagrad, scaffold; fedavg unless named
  # schedule: { kind: cosine, floor: 0.1 } # of the learning rate: or { kind: step, every: 5, factor: 0.5 }, or exponential
  # momentum: 0.9 # of a holder's steps within a round
  # patience: { rounds: 3 } # end after so many rounds that bring nothing better
  # keep: best # deliver the best round's model by the metric below, not the last round's
  # start: ./model.safetensors # go on from a model that \`parley model fetch\` wrote

# When the model is good enough, on examples that no holder has seen.
acceptance:
  # accuracy, balancedAccuracy, auc, f1, logLoss or calibrationError of a classification; all but balancedAccuracy for
  # several labels; accuracy, dice or logLoss of a segmentation; rmse or mae of a regression
  metric: accuracy
  target: ${form.target} # at least; of logLoss, calibrationError, rmse and mae at most
  testSet:
    path: ${form.testSet} # relative to this file
  # evaluator: buyer # the test set stays with you, and \`parley bounty evaluate\` tests each model; else it is uploaded
  # evaluationSeconds: 600 # and this is how long a round waits for it; what is not evaluated does not pass

# Who trains together.
cohort:
  minimum: 5 # fewer survivors than this and a round is repeated or given up
  maximum: ${form.maximumHolders}
  openSeconds: ${form.openSeconds} # how long holders may take to join
  # opensAt: 2026-12-01T09:00:00Z # holders can join from then on; else as soon as the price is paid in
  colluders: 1 # members who may conspire with the coordinator and still learn nothing of one update
  maximumExamples: ${form.maximumExamples} # the most examples one holder may declare
  # sampled: 5 # draw so many of the holders anew for each round; else all take part in every round
  # groupSize: 7 # cut each round's cohort into groups of at least so many, drawn anew
  # groupMinimum: 5 # holders of the smallest group that is summed: what groupSize has more may be lost
  # dropoutPermille: 50 # for groups above 128 holders: how many of them may be lost, in thousandths

# Who gets the final model. Holders see the models of all rounds but the last in any case.
# delivery: { finalRoundIsPrivate: true } # the model of the last round goes to you alone; not with keep: best or evaluation

# How updates are added without anybody seeing one.
aggregation:
  suite: 1
  bits: 24
  attempts: 3 # of one round
  # robust: { rule: median } # over the means of three groups or more: a few poisoned groups cannot move it far
  stageSeconds: { advertise: 20, share: 20, input: 60, survivors: 20, unmask: 20 }

# How much the updates may tell of a single record, to anybody: noise that every holder adds while it trains. Costs accuracy,
# the less the more records a holder has; batchSize is then the mean of a step, and larger ones (256 and more) do better.
# privacy:
#   unit: record
#   noise: local
#   epsilon: 3 # of all rounds together; 1 is strong, 10 is weak
#   delta: 1.0e-5 # below one in cohort.maximumExamples
#   clipNorm: 1 # of one record's gradient
#   clipping: { quantile: 0.5 } # lets clipNorm follow the gradients, for 4 % more noise; useful where you have no idea of it
# With five holders or more the noise can be shared, which takes less of it and a masked round for every step: privacy:
# { unit: record, noise: distributed, sampling: 0.05, epsilon: 3, delta: 1.0e-5, clipNorm: 1 }, and above batchSize: all.
# With some hundreds of holders: { unit: holder, noise: distributed, epsilon: 3, delta: 1.0e-5 } hides each of them whole;
# clipping: { quantile: 0.5 } in it lets training.clipNorm follow the updates' median norm.
# With noise: central the coordinator adds less of it, and is trusted: it sees the sums without noise.

# What it is worth, in the smallest unit. The price is held in escrow from the moment of posting.
pay:
  asset: credit
  priceUnits: 1_000_000
  feeBasisPoints: 200 # 2 % of what is earned goes to the operator
  weightCap: 1000 # pay is shared by min(weightCap, floor(sqrt(examples)))
  # What follows may be left out. Shares are in basis points, 10000 in all; times in seconds.
  # pools: { base: 8000, quality: 0, evaluators: 0, bonus: 2000 } # bonus: to the holders, if the target is met at the end
  # milestones: # epochs of rounds, paid one by one; with a target the next begins only when it is met
  #   - { rounds: 2, basisPoints: 4000, target: 0.6 }
  #   - { rounds: 4, basisPoints: 6000 }
  # killFeeBasisPoints: 1000 # of the epoch's unused base pay, to the holders, if you cancel while it runs
  # holdback: { basisPoints: 1000, seconds: 2592000 } # of pay, that vests only over this time from the end
  # challengeSeconds: 604800 # how long an epoch's pay can be disputed before it is paid; needs disputes
  # disputes:
  #   bondUnits: 10_000 # what a dispute costs whoever loses it; an appeal costs twice that
  #   panel: { arbiters: [], threshold: 2 } # their public keys (\`parley keys show\`); more than half of them rule
  #   rulingSeconds: 604800
  #   appealSeconds: 259200
  # stakeUnits: 5_000 # what each holder puts up, and loses for a fault that a proof shows; many refuse it
  # coordinatorBondUnits: 50_000 # what the coordinator puts up: it pays the members of a round that it fails
  # expiresSeconds: 7776000 # from opening; then it ends, and what was not earned goes back

# Who measures what holders contribute, by which pay.pools.quality is shared, and is paid from pay.pools.evaluators. Three evaluators or more test groups of holders on the
# test set, which is sent to them; the median of what they find counts, by their stakes. Needs cohort.groupSize to tell much.
# scoring:
#   evaluators:
#     - { organisation: lab-a, key: 64 hex digits (\`parley keys show\`), stakeUnits: 1_000 }
#   utility: loss # or right-answers, where the test set has tens of thousands of them
#   everyRounds: 1 # of the rounds every so many is tested
#   commitSeconds: 3600 # how long what they found is waited for, as a hash; 60 at least
#   revealSeconds: 3600 # and then, in the open
#   gate: 100 # hundredths of its standard error by which a score is lowered: what may be chance is not paid
`
}

const digits = {
  ...usual,
  title: 'Handwritten digits',
  data: imageData,
  testSet: './test-set',
  maximumExamples: 60_000,
  target: 0.95,
}

/** A page for handwritten digits; the test set is a folder with an IDX pair. */
export const imageBountyPage = page(digits)

/** A page for a table; the test set is a CSV file. */
export const tableBountyPage = page({
  ...usual,
  title: 'Heart disease from three columns',
  data: tableData,
  testSet: './test-set.csv',
  maximumExamples: 100_000,
  target: 0.8,
})
