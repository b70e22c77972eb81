/** Names with numbers in them, as a person would order them: `run-2` before `run-10`. The same on every machine. */
export function compareNaturally(left: string, right: string): number {
  const [lefts, rights] = [partsOf(left), partsOf(right)]
  // To the end of the longer one, so that the order is the same from either side.
  for (let i = 0; i < Math.max(lefts.length, rights.length); i++) {
    const order = compareParts(lefts[i] ?? '', rights[i] ?? '')
    if (order !== 0) return order
  }
  // Equal as numbers, as 01 and 1 are.
  return left === right ? 0 : left.length - right.length || (left < right ? -1 : 1)
}

function partsOf(name: string): readonly string[] {
  return name.match(/\d+|\D+/g) ?? []
}

function compareParts(left: string, right: string): number {
  if (/^\d/.test(left) && /^\d/.test(right)) return Number(left) - Number(right)
  return left < right ? -1 : left > right ? 1 : 0
}
