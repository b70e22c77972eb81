/** How the groups of a completed round ended, as it is stored with the attempt: what its members ask for afterwards. */
import { type AggregateResult, fromHex, toHex } from '../../aggregation/index.ts'

/** Why a group is not in the round's sum. */
export interface GroupFailure {
  readonly group: number
  readonly reason: string
  /** Proved to be at fault. */
  readonly culprits: readonly string[]
}

interface StoredResult {
  readonly group: number
  readonly sessionId: string
  readonly survivors: string
  readonly sumHash: string
  readonly transcriptHash: string
  readonly signature: string
}

interface StoredOutcome {
  readonly results: readonly StoredResult[]
  readonly failures: readonly GroupFailure[]
}

export function outcomeToText(
  summed: readonly { readonly group: number; readonly result: AggregateResult }[],
  failures: readonly GroupFailure[],
): string {
  const results = summed.map(({ group, result }) => ({
    group,
    sessionId: toHex(result.sessionId),
    survivors: toHex(result.survivors),
    sumHash: toHex(result.sumHash),
    transcriptHash: toHex(result.transcriptHash),
    signature: toHex(result.signature),
  }))
  return JSON.stringify({ results, failures } satisfies StoredOutcome)
}

/** The groups of a completed round that were not summed. */
export function failuresFrom(text: string): readonly GroupFailure[] {
  return (JSON.parse(text) as StoredOutcome).failures
}

/** The end of one group: its result, or why it has none; undefined when the attempt had no such group. */
export function groupOutcomeFrom(text: string, group: number): AggregateResult | GroupFailure | undefined {
  const { results, failures } = JSON.parse(text) as StoredOutcome
  const stored = results.find(one => one.group === group)
  if (stored === undefined) return failures.find(one => one.group === group)
  return {
    sessionId: fromHex(stored.sessionId),
    survivors: fromHex(stored.survivors),
    sumHash: fromHex(stored.sumHash),
    transcriptHash: fromHex(stored.transcriptHash),
    signature: fromHex(stored.signature),
  }
}
