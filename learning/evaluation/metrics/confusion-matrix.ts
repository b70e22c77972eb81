/** How often each class was answered by each: what accuracy, F1 and Dice are made of. */

/** classes × classes counts; row the true class, column the answer. */
export interface ConfusionMatrix {
  readonly classes: number
  readonly counts: Float64Array
}

/** Counts answers against truths; `weights` says how often each example is counted, once by default. */
export function confusionMatrix(
  truths: Int32Array,
  answers: Int32Array,
  classes: number,
  weights?: Int32Array,
): ConfusionMatrix {
  const counts = new Float64Array(classes * classes)
  for (let i = 0; i < truths.length; i++) counts[truths[i]! * classes + answers[i]!]! += weights?.[i] ?? 1
  return { classes, counts }
}

/** Of one class: how often it was true and answered, true at all, answered at all. */
export interface ClassCounts {
  readonly hits: number
  readonly truths: number
  readonly answers: number
}

/** The counts of every class. */
export function classCountsOf({ classes, counts }: ConfusionMatrix): readonly ClassCounts[] {
  return Array.from({ length: classes }, (_, label) => {
    let [truths, answers] = [0, 0]
    for (let other = 0; other < classes; other++) {
      truths += counts[label * classes + other]!
      answers += counts[other * classes + label]!
    }
    return { hits: counts[label * classes + label]!, truths, answers }
  })
}
