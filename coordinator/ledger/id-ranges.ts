/** Sets of journal numbers as text: `1-17,19`, ascending, neighbours joined. */

export interface IdRange {
  readonly from: bigint
  readonly to: bigint
}

/** The text of ascending numbers. */
export function rangesText(ascending: Iterable<bigint>): string {
  const ranges: { from: bigint; to: bigint }[] = []
  for (const id of ascending) {
    const last = ranges.at(-1)
    if (last !== undefined && last.to + 1n === id) last.to = id
    else ranges.push({ from: id, to: id })
  }
  return ranges.map(rangeText).join(',')
}

/** `17`, or `17-20`. */
export function rangeText({ from, to }: IdRange): string {
  return from === to ? `${from}` : `${from}-${to}`
}

/** The ranges of a text, in its order; null when it is none. */
export function readRanges(text: string): readonly IdRange[] | null {
  if (text === '') return []
  if (!/^\d{1,19}(-\d{1,19})?(,\d{1,19}(-\d{1,19})?)*$/.test(text)) return null
  return text.split(',').map(part => {
    const [from = '', to = from] = part.split('-')
    return { from: BigInt(from), to: BigInt(to) }
  })
}

/** The same numbers, ascending, with neighbours and overlaps joined. */
export function joined(ranges: readonly IdRange[]): readonly IdRange[] {
  const result: { from: bigint; to: bigint }[] = []
  for (const { from, to } of [...ranges].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = result.at(-1)
    if (last === undefined || from > last.to + 1n) result.push({ from, to })
    else if (to > last.to) last.to = to
  }
  return result
}
