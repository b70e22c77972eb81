/** Segmentation: a class for every position. Positions of one image are alike, so that images are what is resampled. */
import { type SegmentationDataset, targetSizeOf } from '../data/dataset.ts'
import type { Evaluation, Judge } from './evaluation.ts'
import { readRow } from './logits.ts'
import { accuracyOf } from './metrics/accuracy.ts'
import type { ClassCounts } from './metrics/confusion-matrix.ts'
import { f1PerClass, macroF1Of } from './metrics/f1.ts'
import { bootstrapFigures } from './metrics/intervals.ts'
import { meanOf } from './metrics/weighted-mean.ts'

/** examples × classes: of each image, how often each class is answered rightly, true, and answered. */
interface ImageCounts {
  readonly hits: Float64Array
  readonly truths: Float64Array
  readonly answers: Float64Array
}

export function openSegmentJudge(dataset: SegmentationDataset): Judge {
  const { labels, classes, examples } = dataset
  const positions = targetSizeOf(dataset)
  const counts: ImageCounts = {
    hits: new Float64Array(examples * classes),
    truths: new Float64Array(examples * classes),
    answers: new Float64Array(examples * classes),
  }
  const losses = new Float64Array(examples)
  return {
    add: (logits, first) => {
      for (let row = 0; row * classes < logits.length; row++) {
        const at = first * positions + row
        const image = Math.floor(at / positions)
        const truth = labels[at]!
        const { answer, logSum } = readRow(logits, row * classes, classes)
        counts.truths[image * classes + truth]! += 1
        counts.answers[image * classes + answer]! += 1
        if (answer === truth) counts.hits[image * classes + truth]! += 1
        losses[image]! += (logSum - logits[row * classes + truth]!) / positions
      }
    },
    evaluation: hasIntervals => evaluationOf(dataset, counts, losses, hasIntervals),
  }
}

function evaluationOf(
  { classes, examples }: SegmentationDataset,
  counts: ImageCounts,
  losses: Float64Array,
  hasIntervals?: boolean,
): Evaluation {
  const figures = bootstrapFigures(
    examples,
    weights => {
      const summed = summedCounts(counts, classes, weights)
      return { accuracy: accuracyOf(summed), dice: macroF1Of(summed), logLoss: meanOf(losses, weights) }
    },
    hasIntervals,
  )
  return {
    task: 'segmentation',
    examples,
    correct: 0,
    accuracy: 0,
    meanLoss: figures.logLoss.value,
    metrics: figures,
    perClass: f1PerClass(summedCounts(counts, classes)),
  }
}

function summedCounts(
  { hits, truths, answers }: ImageCounts,
  classes: number,
  weights?: Int32Array,
): readonly ClassCounts[] {
  const sums = Array.from({ length: classes }, () => ({ hits: 0, truths: 0, answers: 0 }))
  for (let at = 0; at < hits.length; at++) {
    const weight = weights?.[Math.floor(at / classes)] ?? 1
    const sum = sums[at % classes]!
    sum.hits += weight * hits[at]!
    sum.truths += weight * truths[at]!
    sum.answers += weight * answers[at]!
  }
  return sums
}
