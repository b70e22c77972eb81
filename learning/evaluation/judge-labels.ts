/** Multi-label: each of several labels holds or not; the answer is yes from a probability of one half on. */
import type { MultiLabelDataset } from '../data/dataset.ts'
import type { Evaluation, Judge } from './evaluation.ts'
import { sigmoid, sigmoidLoss } from './logits.ts'
import { aucOf, macroAucOf } from './metrics/auc.ts'
import { calibrationErrorOf, calibrationSums } from './metrics/calibration-error.ts'
import type { ClassCounts } from './metrics/confusion-matrix.ts'
import { f1PerClass, macroF1Of } from './metrics/f1.ts'
import { bootstrapFigures, delongFigure, wilsonFigure } from './metrics/intervals.ts'
import { meanOf } from './metrics/weighted-mean.ts'

export function openLabelJudge(dataset: MultiLabelDataset): Judge {
  const { labels, classes, examples } = dataset
  const probabilities = new Float64Array(examples * classes)
  const losses = new Float64Array(examples)
  return {
    add: (logits, first) => {
      for (let k = 0; k < logits.length; k++) {
        const at = first * classes + k
        probabilities[at] = sigmoid(logits[k]!)
        losses[Math.floor(at / classes)]! += sigmoidLoss(logits[k]!, labels[at]!) / classes
      }
    },
    evaluation: hasIntervals => evaluationOf(dataset, probabilities, losses, hasIntervals),
  }
}

function evaluationOf(
  dataset: MultiLabelDataset,
  probabilities: Float64Array,
  losses: Float64Array,
  hasIntervals?: boolean,
): Evaluation {
  const { labels, classes, examples } = dataset
  const answers = Uint8Array.from(probabilities, probability => (probability >= 0.5 ? 1 : 0))
  const correct = countRight(dataset, answers)
  const truths = Uint8Array.from(labels)
  const figures = bootstrapFigures(
    examples,
    weights => ({
      f1: macroF1Of(labelCounts(dataset, answers, weights)),
      logLoss: meanOf(losses, weights),
      calibrationError: calibrationErrorOf(
        calibrationSums(probabilities, truths, weights && repeated(weights, classes)),
      ),
    }),
    hasIntervals,
  )
  const column = <Values extends Float64Array | Uint8Array>(values: Values, k: number) =>
    values.filter((_, i) => i % classes === k) as Values
  const auc = macroAucOf(
    Array.from({ length: classes }, (_, k) => aucOf(column(probabilities, k), column(truths, k))),
  )
  return {
    task: 'multi-label',
    examples,
    correct,
    accuracy: correct / examples,
    meanLoss: figures.logLoss.value,
    metrics: {
      accuracy: wilsonFigure(correct, examples),
      ...figures,
      ...(auc !== undefined && { auc: delongFigure(auc) }),
    },
    perClass: f1PerClass(labelCounts(dataset, answers)),
  }
}

/** Examples whose every label is answered rightly. */
function countRight({ labels, classes, examples }: MultiLabelDataset, answers: Uint8Array): number {
  let right = examples
  for (let i = 0; i < examples; i++) {
    for (let k = i * classes; k < (i + 1) * classes; k++) {
      if (labels[k] === answers[k]) continue
      right -= 1
      break
    }
  }
  return right
}

/** How often each label holds, is answered, and both. */
function labelCounts(
  { labels, classes }: MultiLabelDataset,
  answers: Uint8Array,
  weights?: Int32Array,
): readonly ClassCounts[] {
  const counts = Array.from({ length: classes }, () => ({ hits: 0, truths: 0, answers: 0 }))
  for (let at = 0; at < labels.length; at++) {
    const weight = weights?.[Math.floor(at / classes)] ?? 1
    const count = counts[at % classes]!
    count.truths += weight * labels[at]!
    count.answers += weight * answers[at]!
    count.hits += weight * labels[at]! * answers[at]!
  }
  return counts
}

function repeated(weights: Int32Array, times: number): Int32Array {
  const all = new Int32Array(weights.length * times)
  for (let i = 0; i < all.length; i++) all[i] = weights[Math.floor(i / times)]!
  return all
}
