import type { AggregationParameters, secureServer } from '../../../aggregation/index.ts'
import type { RoundState } from '../../../protos/types.ts'

/** One phase of an attempt: what it is called outside, how long it may take, who has answered. */
export interface Phase<State extends secureServer.ServerState = secureServer.ServerState> {
  readonly serverStage: secureServer.ServerStage
  /** The word for people and on the wire. */
  readonly stage: 'advertise' | 'share' | 'input' | 'survivors' | 'unmask'
  readonly roundState: RoundState
  timeoutMs(parameters: AggregationParameters): number
  /** Identity keys (hexadecimal) of those whose answer this phase can take. `cohort` are the bounty's participants. */
  expected(state: State, cohort: readonly string[]): readonly string[]
  /** Of those, who has answered. */
  answered(state: State): ReadonlySet<string>
  /** Nothing more is needed: everybody answered, or enough for the end. */
  isComplete(state: State, cohort: readonly string[]): boolean
  /** With what is there, closing would not fail. */
  canClose(state: State): boolean
}
