/** When something happens to a bounty by itself. */
import { releaseOf } from './endings.ts'
import { isOver, type Life } from './life.ts'

/** The next instant at which `deadline-passed` has an effect; undefined when none is coming. */
export function nextDeadline(life: Life): number | undefined {
  if (isOver(life)) return undefined
  const releases = life.epochs.map(({ epoch }) => releaseOf(life, epoch))
  const disputes = life.disputes
    .filter(({ status }) => status !== 'closed')
    .map(({ deadlineMs }) => deadlineMs)
  return earliest([...releases, ...disputes])
}

function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter(instant => instant !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
