import type { AggregationParameters } from '../../../aggregation/index.ts'

/** The stages of an attempt, as they are called outside, in order; the first two where the cohort is divided. */
export const stageWords = ['commit', 'reveal', 'advertise', 'share', 'input', 'survivors', 'unmask'] as const
export type StageWord = (typeof stageWords)[number]

/** One phase of a draw or of a group's attempt: who is waited for, who has answered, when it may close. */
export interface Phase<State> {
  /** The word for people and on the wire. */
  readonly stage: StageWord
  timeoutMs(parameters: AggregationParameters): number
  /** Time for members that are not yet connected to come, before the silent are given up. */
  readonly graceMs: number
  /** Whether whoever is missing when it closes is lost to the attempt. */
  readonly losesMissing: boolean
  /** Identity keys (hexadecimal) of those whose answer this phase can take. `cohort` are those who may take part. */
  expected(state: State, cohort: readonly string[]): readonly string[]
  /** Of those, who has answered. */
  hasAnswered(state: State, key: string): boolean
  /** Nothing more is needed: everybody answered, or enough for the end. */
  isComplete(state: State, cohort: readonly string[]): boolean
  /** With what is there, closing would not fail. */
  canClose(state: State): boolean
}

/** Time for members that are not yet connected to come to an attempt's first stage. */
export const openingGraceMs = 3_000
