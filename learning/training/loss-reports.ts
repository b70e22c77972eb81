/** Means of the losses that training meets: of the last epoch for its result, since the last report for its progress. */
import type { TrainingHooks } from './train-locally.ts'

export interface LossReports {
  startEpoch(): void
  add(lossSum: number, examples: number): void
  /** Tells where training is, four times a second and at the end. */
  report(step: number, epoch: number): void
  /** NaN where no example was met. */
  meanOfEpoch(): number
}

const progressIntervalMs = 250

export function openLossReports(
  steps: number,
  { nowMs, onProgress }: Pick<TrainingHooks, 'nowMs' | 'onProgress'>,
): LossReports {
  const startMs = nowMs()
  let reportedMs = startMs
  const ofEpoch = openMean()
  const ofReport = openMean()
  return {
    startEpoch: ofEpoch.reset,
    add: (lossSum, examples) => {
      ofEpoch.add(lossSum, examples)
      ofReport.add(lossSum, examples)
    },
    report: (step, epoch) => {
      const now = nowMs()
      if (now - reportedMs < progressIntervalMs && step < steps) return
      reportedMs = now
      onProgress({ step, steps, epoch, meanLoss: ofReport.value(), elapsedMs: now - startMs })
      ofReport.reset()
    },
    meanOfEpoch: ofEpoch.value,
  }
}

function openMean() {
  let sum = 0
  let count = 0
  return {
    add: (value: number, examples: number) => {
      sum += value
      count += examples
    },
    reset: () => {
      sum = 0
      count = 0
    },
    value: () => sum / count,
  }
}
