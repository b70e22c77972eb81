/**
 * An evaluation as a vector of whole numbers of zero or more. The vectors of several holders add up to that of their
 * examples together, so that they can be summed under masks, and the metrics be computed from the sum alone. What is
 * counted is counted exactly; losses, confidences and errors are rounded example by example to the units below; the AUC
 * comes from histograms of log-odds, with the most by which it can differ from the exact one.
 *
 * Every number is at most 2^22 × examples under classification, and at most 2^44 × examples under regression.
 */
import { type Dataset, targetSizeOf, targetsOf } from '../../data/dataset.ts'
import { type DataShape, outputsOfData, taskOfData } from '../../models/index.ts'
import type { MetricName } from '../evaluation.ts'
import { readRow, sigmoid, sigmoidLoss } from '../logits.ts'
import { accuracyOf, balancedAccuracyOf } from './accuracy.ts'
import { calibrationBinOf, calibrationBins, calibrationErrorOf } from './calibration-error.ts'
import { classCountsOf } from './confusion-matrix.ts'
import { macroF1Of } from './f1.ts'

/** Losses and confidences are counted in units of 2^-16. */
const unit = 2 ** -16
/** A loss counts for at most so many nats: no single example may decide the sum. */
const largestLoss = 64
/** Histograms reach from -8 to 8 in log-odds; what lies beyond is in the outermost bins. */
const largestLogOdds = 8
/** An error counts for at most so many of its units. */
const largestErrorUnits = 2 ** 22

export interface CountsForm {
  /** Task, outputs and shape of the data. */
  readonly shape: DataShape
  /** Bins of each histogram of scores. */
  readonly scoreBins: number
  /** Regression: the step in which errors are counted, such as a thousandth of what matters. */
  readonly errorUnit: number
}

/** The form for data of this shape. Throws for bins or a unit that make no sense. */
export function countsForm(shape: DataShape, { scoreBins = 256, errorUnit = 1e-3 } = {}): CountsForm {
  if (!Number.isSafeInteger(scoreBins) || scoreBins < 2)
    throw new RangeError(`scoreBins is an integer from 2 on, not ${scoreBins}`)
  if (!(errorUnit > 0)) throw new RangeError(`errorUnit is a positive number, not ${errorUnit}`)
  return { shape, scoreBins, errorUnit }
}

const partNames = [
  'examples',
  'right',
  'confusion',
  'hits',
  'truths',
  'answers',
  'positives',
  'negatives',
  'binCounts',
  'binConfidences',
  'binHits',
  'loss',
  'absolute',
  'squared',
] as const
type PartName = (typeof partNames)[number]

/** How long each part of the vector is. */
function lengthsOf({ shape, scoreBins }: CountsForm): Partial<Record<PartName, number>> {
  const outputs = outputsOfData(shape)
  const calibration = {
    binCounts: calibrationBins,
    binConfidences: calibrationBins,
    binHits: calibrationBins,
  }
  const histograms = { positives: outputs * scoreBins, negatives: outputs * scoreBins }
  switch (taskOfData(shape)) {
    case 'classification':
      return { examples: 1, confusion: outputs ** 2, ...histograms, ...calibration, loss: 1 }
    case 'multi-label': {
      const counts = { hits: outputs, truths: outputs, answers: outputs }
      return { examples: 1, right: 1, ...counts, ...histograms, ...calibration, loss: 1 }
    }
    case 'segmentation':
      return { examples: 1, confusion: outputs ** 2, loss: 1 }
    case 'regression':
      return { examples: 1, absolute: 1, squared: 1 }
  }
}

type Parts = Readonly<Record<PartName, Float64Array>>

/** Views of the parts, in the order of their names; empty where the task has none. */
function partsOf(form: CountsForm, counts: Float64Array): Parts {
  const lengths = lengthsOf(form)
  let offset = 0
  const parts = partNames.map(name => {
    const start = offset
    offset += lengths[name] ?? 0
    return [name, counts.subarray(start, offset)] as const
  })
  return Object.fromEntries(parts) as unknown as Parts
}

/** Numbers in a vector of this form. */
export function metricCountsLength(form: CountsForm): number {
  return Object.values(lengthsOf(form)).reduce((sum, length) => sum + length, 0)
}

/** The counts of a model's outputs (as `Predictor.outputsOf` gives them) for all examples of a dataset of the form. */
export function metricCounts(form: CountsForm, dataset: Dataset, outputs: Float32Array): Float64Array {
  const counts = new Float64Array(metricCountsLength(form))
  const parts = partsOf(form, counts)
  const width = outputs.length / dataset.examples
  for (let i = 0; i < dataset.examples; i++) {
    const own = outputs.subarray(i * width, (i + 1) * width)
    const size = targetSizeOf(dataset)
    const targets = targetsOf(dataset).subarray(i * size, (i + 1) * size)
    parts.examples[0]! += 1
    counters[taskOfData(dataset)](form, parts, own, targets)
  }
  return counts
}

type Targets = Int32Array | Float32Array
type Counter = (form: CountsForm, parts: Parts, outputs: Float32Array, targets: Targets) => void

const counters: Readonly<Record<ReturnType<typeof taskOfData>, Counter>> = {
  classification: (form, parts, logits, [label]) => {
    const { answer, logSum } = readRow(logits, 0, logits.length)
    parts.confusion[label! * logits.length + answer]! += 1
    for (const [k, logit] of logits.entries()) {
      const probability = Math.exp(logit - logSum)
      countScore(form, parts, k, Math.log(probability / (1 - probability)), k === label)
    }
    countConfidence(parts, Math.exp(logits[answer]! - logSum), answer === label)
    countLoss(parts, logSum - logits[label!]!)
  },
  'multi-label': (form, parts, logits, labels) => {
    let [loss, isRight] = [0, true]
    for (const [k, logit] of logits.entries()) {
      const [label, answer] = [labels[k]!, sigmoid(logit) >= 0.5 ? 1 : 0]
      parts.hits[k]! += label * answer
      parts.truths[k]! += label
      parts.answers[k]! += answer
      countScore(form, parts, k, logit, label === 1)
      countConfidence(parts, sigmoid(logit), label === 1)
      loss += sigmoidLoss(logit, label) / logits.length
      isRight &&= answer === label
    }
    if (isRight) parts.right[0]! += 1
    countLoss(parts, loss)
  },
  segmentation: (_form, parts, logits, labels) => {
    const classes = logits.length / labels.length
    let loss = 0
    for (const [at, label] of labels.entries()) {
      const { answer, logSum } = readRow(logits, at * classes, classes)
      parts.confusion[label * classes + answer]! += 1
      loss += (logSum - logits[at * classes + label]!) / labels.length
    }
    countLoss(parts, loss)
  },
  regression: ({ errorUnit }, parts, outputs, targets) => {
    let [absolute, squared] = [0, 0]
    for (const [k, output] of outputs.entries()) {
      const units = Math.min(Math.abs(output - targets[k]!) / errorUnit, largestErrorUnits)
      absolute += units / outputs.length
      squared += (units * units) / outputs.length
    }
    parts.absolute[0]! += Math.round(absolute)
    parts.squared[0]! += Math.round(squared)
  },
}

function countScore(
  { scoreBins }: CountsForm,
  parts: Parts,
  k: number,
  logOdds: number,
  isPositive: boolean,
) {
  const place = Math.floor(((logOdds + largestLogOdds) / (2 * largestLogOdds)) * scoreBins)
  const bin = Math.min(scoreBins - 1, Math.max(0, place))
  const histogram = isPositive ? parts.positives : parts.negatives
  histogram[k * scoreBins + bin]! += 1
}

function countConfidence(parts: Parts, confidence: number, isHit: boolean): void {
  const bin = calibrationBinOf(confidence)
  parts.binCounts[bin]! += 1
  parts.binConfidences[bin]! += Math.round(confidence / unit)
  if (isHit) parts.binHits[bin]! += 1
}

function countLoss(parts: Parts, loss: number): void {
  parts.loss[0]! += Math.round(Math.min(loss, largestLoss) / unit)
}

/** The counts of all holders together. Throws for vectors that are not of one form. */
export function addMetricCounts(all: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(all[0]?.length ?? 0)
  for (const counts of all) {
    if (counts.length !== sum.length) throw new RangeError('the counts are not all of one form')
    for (let i = 0; i < sum.length; i++) sum[i]! += counts[i]!
  }
  return sum
}

export interface CountedMetrics {
  readonly examples: number
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>
  /** Most by which `metrics.auc` differs from the exact one; 0 where there is none. */
  readonly aucWithin: number
}

/** The metrics of counts, summed or not. Throws for another number of counts than the form has, or for no examples. */
export function metricsOfCounts(form: CountsForm, counts: Float64Array): CountedMetrics {
  if (counts.length !== metricCountsLength(form))
    throw new RangeError(`the form has ${metricCountsLength(form)} counts, not ${counts.length}`)
  const parts = partsOf(form, counts)
  const examples = parts.examples[0]!
  if (!(examples > 0)) throw new RangeError('there are no examples in the counts')
  const auc = aucOfHistograms(form, parts)
  return {
    examples,
    metrics: { ...readers[taskOfData(form.shape)](form, parts, examples), ...(auc && { auc: auc.value }) },
    aucWithin: auc?.within ?? 0,
  }
}

type Reader = (form: CountsForm, parts: Parts, examples: number) => Partial<Record<MetricName, number>>

const readers: Readonly<Record<ReturnType<typeof taskOfData>, Reader>> = {
  classification: ({ shape }, parts, examples) => {
    const counts = classCountsOf({ classes: outputsOfData(shape), counts: parts.confusion })
    return {
      accuracy: accuracyOf(counts),
      balancedAccuracy: balancedAccuracyOf(counts),
      f1: macroF1Of(counts),
      ...lossAndCalibration(parts, examples),
    }
  },
  'multi-label': (_form, parts, examples) => {
    const counts = Array.from(parts.hits, (hits, k) => ({
      hits,
      truths: parts.truths[k]!,
      answers: parts.answers[k]!,
    }))
    return {
      accuracy: parts.right[0]! / examples,
      f1: macroF1Of(counts),
      ...lossAndCalibration(parts, examples),
    }
  },
  segmentation: ({ shape }, parts, examples) => {
    const counts = classCountsOf({ classes: outputsOfData(shape), counts: parts.confusion })
    return {
      accuracy: accuracyOf(counts),
      dice: macroF1Of(counts),
      logLoss: (unit * parts.loss[0]!) / examples,
    }
  },
  regression: ({ errorUnit }, parts, examples) => ({
    mae: (errorUnit * parts.absolute[0]!) / examples,
    rmse: errorUnit * Math.sqrt(parts.squared[0]! / examples),
  }),
}

function lossAndCalibration(parts: Parts, examples: number) {
  const confidences = parts.binConfidences.map(sum => unit * sum)
  return {
    logLoss: (unit * parts.loss[0]!) / examples,
    calibrationError: calibrationErrorOf({ counts: parts.binCounts, confidences, hits: parts.binHits }),
  }
}

/** Mean over the classes that have both sides. Pairs in one bin count half, and are what is not known. */
function aucOfHistograms({ shape, scoreBins }: CountsForm, { positives, negatives }: Parts) {
  const found = []
  for (let k = 0; k * scoreBins < positives.length; k++) {
    const own = [positives, negatives].map(all => all.subarray(k * scoreBins, (k + 1) * scoreBins))
    const auc = aucOfHistogram(own[0]!, own[1]!)
    if (auc !== undefined) found.push(auc)
  }
  if (found.length === 0) return undefined
  // Of two classes both curves are one, up to the edges of the bins; the second is the one that is reported.
  const isTwo = taskOfData(shape) === 'classification' && found.length === 2
  const kept = isTwo ? found.slice(1) : found
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { value: mean(kept.map(({ value }) => value)), within: mean(kept.map(({ within }) => within)) }
}

function aucOfHistogram(positives: Float64Array, negatives: Float64Array) {
  let [below, sure, tied] = [0, 0, 0]
  for (let bin = 0; bin < positives.length; bin++) {
    sure += positives[bin]! * below
    tied += positives[bin]! * negatives[bin]!
    below += negatives[bin]!
  }
  const pairs = below * positives.reduce((sum, count) => sum + count, 0)
  return pairs === 0 ? undefined : { value: (sure + tied / 2) / pairs, within: tied / 2 / pairs }
}
