/** What a model is worth, as whole numbers: what evaluators would sign. */
import { classes } from './softmax.ts'

export const utilityNames = ['micro-nats', 'correct'] as const
export type UtilityName = (typeof utilityNames)[number]

/** Both utilities of one model. */
export interface Utilities {
  /** Less the mean cross-entropy, in millionths of a nat, rounded. */
  readonly 'micro-nats': number
  /** Examples told right. */
  readonly correct: number
}

const stepsOfHalf = 32
const step = Math.LN2 / stepsOfHalf
/** 2 to the minus n/32, down to where nothing is left beside 1. */
const powers = Float64Array.from({ length: 60 * stepsOfHalf }, (_, n) => 2 ** (-n / stepsOfHalf))

/** e^x of x at most 0, to eleven digits: most of the time of the experiment goes here, and `Math.exp` takes three times as long. */
export function expOfNegative(x: number): number {
  const n = Math.floor(0.5 - x / step)
  if (n >= powers.length) return 0
  const rest = x + n * step
  return powers[n]! * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest / 24))))
}

/** Of examples whose logits are `start` + `factor` × `sum`. */
export function utilitiesOf(
  labels: Int32Array,
  start: Float64Array,
  sum: Float64Array,
  factor: number,
): Utilities {
  const logits = new Float64Array(classes)
  let [correct, loss] = [0, 0]
  for (let example = 0; example < labels.length; example++) {
    const from = example * classes
    let [largest, best] = [Number.NEGATIVE_INFINITY, 0]
    for (let label = 0; label < classes; label++) {
      const logit = start[from + label]! + factor * sum[from + label]!
      logits[label] = logit
      if (logit > largest) [largest, best] = [logit, label]
    }
    let total = 0
    for (let label = 0; label < classes; label++) total += expOfNegative(logits[label]! - largest)
    const truth = labels[example]!
    if (best === truth) correct++
    loss += largest + Math.log(total) - logits[truth]!
  }
  return { correct, 'micro-nats': -Math.round((1e6 * loss) / labels.length) }
}
