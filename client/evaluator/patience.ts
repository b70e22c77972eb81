/** Calls that are repeated until the coordinator answers, or until the evaluator is told to stop. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../../protos/reasons.ts'
import { type ScoringNews, type ScoringOptions, usualPatience } from './scoring-options.ts'

type Patient = Pick<ScoringOptions, 'signal' | 'patience'>

/** The pause between two calls; cut short when told to stop. */
export async function pause({ signal, patience = usualPatience }: Patient): Promise<void> {
  await sleep(patience.pauseMs, undefined, { signal }).catch(() => undefined)
}

/** The answer to a call; the last one, that nobody answers, where it was told to stop before. */
export async function patiently<T>(options: Patient, call: () => Promise<Answer<T>>): Promise<Answer<T>> {
  for (;;) {
    const answer = await call()
    const isAnswered = answer.kind === 'granted' || answer.reason !== 'unavailable'
    if (isAnswered || options.signal.aborted) return answer
    await pause(options)
  }
}

/** The same; undefined when told to stop before. Says once that the coordinator does not answer. */
export async function* persist<T>(
  options: Patient,
  call: () => Promise<Answer<T>>,
): AsyncGenerator<ScoringNews, Answer<T> | undefined> {
  for (let isFirst = true; !options.signal.aborted; isFirst = false) {
    const answer = await call()
    if (answer.kind === 'granted' || answer.reason !== 'unavailable') return answer
    if (isFirst) yield { kind: 'unreachable', message: answer.message }
    await pause(options)
  }
  return undefined
}

/** What was granted; undefined, and told, where it was refused, or where there was no answer before the end. */
export async function* granted<T>(answer: Answer<T> | undefined): AsyncGenerator<ScoringNews, T | undefined> {
  if (answer?.kind === 'refused') yield { kind: 'refused', message: answer.message }
  return answer?.kind === 'granted' ? answer.value : undefined
}
