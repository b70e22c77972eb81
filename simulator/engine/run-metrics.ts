import type { Evaluation } from '../../learning/index.ts'

/** What a round's record says of an evaluation, by the names of the metrics. */
export function metricsOf({ accuracy, meanLoss, metrics }: Evaluation): Readonly<Record<string, number>> {
  const found = Object.entries(metrics).flatMap(([name, figure]) =>
    figure === undefined || !Number.isFinite(figure.value) ? [] : [[name, figure.value] as const],
  )
  const loss = Number.isFinite(meanLoss) ? { loss: meanLoss } : {}
  return { ...Object.fromEntries(found), accuracy, ...loss }
}

/** The mean of the holders' losses; null where nobody told any. Of a batch that came out empty there is none. */
export function meanLossOf(losses: readonly number[]): number | null {
  const told = losses.filter(Number.isFinite)
  return told.length === 0 ? null : told.reduce((sum, loss) => sum + loss, 0) / told.length
}
