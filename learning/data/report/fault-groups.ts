/** Faults put together by kind, column and remedy, so that ten thousand of them are a page. */
import type { DataFault } from '../faults.ts'
import type { FaultGroup, FaultSample } from './report.ts'

const samplesInGroup = 5
/** Groups of one column; a file with more kinds of faults than this has one. */
const groupsInColumn = 20

interface OpenGroup extends FaultGroup {
  count: number
  readonly samples: FaultSample[]
}

export interface FaultCollection {
  add(fault: DataFault): void
  count(): number
  /** The groups, the largest first. */
  groups(): readonly FaultGroup[]
}

export function openFaultCollection(): FaultCollection {
  const groups = new Map<string, OpenGroup>()
  const inColumn = new Map<string | undefined, number>()
  let count = 0
  const openGroup = ({ kind, place: { column }, fix }: DataFault): OpenGroup => {
    const key = JSON.stringify([kind, column, fix])
    const found = groups.get(key)
    if (found !== undefined) return found
    const opened = inColumn.get(column) ?? 0
    if (opened >= groupsInColumn) return lastOf(groups, column)
    const group: OpenGroup = { kind, column, fix, count: 0, samples: [] }
    groups.set(key, group)
    inColumn.set(column, opened + 1)
    return group
  }
  return {
    add: fault => {
      count += 1
      const group = openGroup(fault)
      group.count += 1
      const { column: _, ...place } = fault.place
      if (group.samples.length < samplesInGroup)
        group.samples.push({ file: fault.file, ...place, found: fault.found })
    },
    count: () => count,
    groups: () => [...groups.values()].sort((left, right) => right.count - left.count),
  }
}

function lastOf(groups: ReadonlyMap<string, OpenGroup>, column: string | undefined): OpenGroup {
  return [...groups.values()].filter(group => group.column === column).at(-1)!
}
