/** Classification: one class an example. */
import type { ClassDataset } from '../data/dataset.ts'
import type { Evaluation, Judge } from './evaluation.ts'
import { readRow } from './logits.ts'
import { balancedAccuracyOf } from './metrics/accuracy.ts'
import { aucOf, macroAucOf } from './metrics/auc.ts'
import { calibrationErrorOf, calibrationSums } from './metrics/calibration-error.ts'
import { classCountsOf, confusionMatrix } from './metrics/confusion-matrix.ts'
import { f1PerClass, macroF1Of } from './metrics/f1.ts'
import { bootstrapFigures, delongFigure, wilsonFigure } from './metrics/intervals.ts'
import { meanOf } from './metrics/weighted-mean.ts'

/** Beyond so many scores (examples × classes) the AUC, which sorts them class by class, is left out. */
const scoresForAuc = 4_000_000

interface Answers {
  readonly answers: Int32Array
  readonly hits: Uint8Array
  /** Probability of the answer. */
  readonly confidences: Float64Array
  readonly losses: Float64Array
  /** examples × classes probabilities; empty where there are too many. */
  readonly scores: Float32Array
}

export function openClassJudge(dataset: ClassDataset): Judge {
  const { labels, classes, examples } = dataset
  const found: Answers = {
    answers: new Int32Array(examples),
    hits: new Uint8Array(examples),
    confidences: new Float64Array(examples),
    losses: new Float64Array(examples),
    scores: new Float32Array(examples * classes <= scoresForAuc ? examples * classes : 0),
  }
  return {
    add: (logits, first) => {
      for (let row = 0; row * classes < logits.length; row++) {
        const i = first + row
        const { answer, logSum } = readRow(logits, row * classes, classes)
        found.answers[i] = answer
        found.hits[i] = answer === labels[i] ? 1 : 0
        found.confidences[i] = Math.exp(logits[row * classes + answer]! - logSum)
        found.losses[i] = logSum - logits[row * classes + labels[i]!]!
        if (found.scores.length === 0) continue
        for (let k = 0; k < classes; k++)
          found.scores[i * classes + k] = Math.exp(logits[row * classes + k]! - logSum)
      }
    },
    evaluation: hasIntervals => evaluationOf(dataset, found, hasIntervals),
  }
}

function evaluationOf(
  { labels, classes, examples }: ClassDataset,
  found: Answers,
  hasIntervals?: boolean,
): Evaluation {
  const { answers, hits, confidences, losses, scores } = found
  const correct = hits.reduce((sum, hit) => sum + hit, 0)
  const countsOf = (weights?: Int32Array) => classCountsOf(confusionMatrix(labels, answers, classes, weights))
  const figures = bootstrapFigures(
    examples,
    weights => {
      const counts = countsOf(weights)
      return {
        balancedAccuracy: balancedAccuracyOf(counts),
        f1: macroF1Of(counts),
        logLoss: meanOf(losses, weights),
        calibrationError: calibrationErrorOf(calibrationSums(confidences, hits, weights)),
      }
    },
    hasIntervals,
  )
  const auc = scores.length === 0 ? undefined : macroAuc(scores, labels, classes)
  return {
    task: 'classification',
    examples,
    correct,
    accuracy: correct / examples,
    meanLoss: figures.logLoss.value,
    metrics: {
      accuracy: wilsonFigure(correct, examples),
      ...figures,
      ...(auc !== undefined && { auc: delongFigure(auc) }),
    },
    perClass: f1PerClass(countsOf()),
  }
}

/** Mean over the classes of each against the rest. Of two classes both curves are one. */
function macroAuc(scores: Float32Array, labels: Int32Array, classes: number) {
  const column = (k: number) => Float32Array.from(labels, (_, i) => scores[i * classes + k]!)
  const of = (k: number) =>
    aucOf(
      column(k),
      Uint8Array.from(labels, label => (label === k ? 1 : 0)),
    )
  return classes === 2 ? of(1) : macroAucOf(Array.from({ length: classes }, (_, k) => of(k)))
}
