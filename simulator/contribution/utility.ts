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
    for (let label = 0; label < classes; label++) total += Math.exp(logits[label]! - largest)
    const truth = labels[example]!
    if (best === truth) correct++
    loss += largest + Math.log(total) - logits[truth]!
  }
  return { correct, 'micro-nats': -Math.round((1e6 * loss) / labels.length) }
}
