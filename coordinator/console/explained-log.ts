/** Explains a bounty's log beside a coordinator's other work, and remembers the last one. */
import { setImmediate as otherWork } from 'node:timers/promises'
import { explainMovements } from '../../protos/explained-money/index.ts'
import type { ConsoleMovement } from './console-state.ts'
import { createPairing } from './statement.ts'
import type { ConsoleLog, ConsoleView } from './view.ts'

export type ExplainedLog =
  | { readonly kind: 'explained'; readonly movements: readonly ConsoleMovement[] }
  /** The leaves are not a bounty's: which one, and why. */
  | { readonly kind: 'refused'; readonly leafIndex: number; readonly detail: string }

/** Movements between two pauses: some milliseconds of work. */
const sliceMovements = 50

/** Asks for the movements of one bounty. One log is explained at a time, since a long one takes seconds: others are `busy`. */
export function createExplainedLogs(
  view: Pick<ConsoleView, 'log'>,
): (bountyId: string) => Promise<ExplainedLog | 'busy' | undefined> {
  let latest: { readonly key: string; readonly explained: Promise<ExplainedLog> } | undefined
  let isBusy = false
  return async bountyId => {
    const log = await view.log(bountyId)
    if (log === undefined) return undefined
    const key = `${bountyId} ${log.leaves.length}`
    if (latest?.key === key) return latest.explained
    if (isBusy) return 'busy'
    isBusy = true
    const explained = explain(log).finally(() => {
      isBusy = false
    })
    latest = { key, explained }
    return explained
  }
}

async function explain({ terms, leaves }: ConsoleLog): Promise<ExplainedLog> {
  const movements: ConsoleMovement[] = []
  const pair = createPairing()
  const telling = explainMovements(terms, leaves)
  for (let told = 1; ; told += 1) {
    const next = telling.next()
    if (next.done) return next.value ?? { kind: 'explained', movements }
    const movement = pair(next.value)
    if (movement !== undefined) movements.push(movement)
    if (told % sliceMovements === 0) await otherWork()
  }
}
