/** Slow twin of the p-adic solver: fraction-free elimination (Bareiss 1968), x_i = numerators_i / determinant. */
export function solveByBareiss(matrix: readonly (readonly bigint[])[], right: readonly bigint[]) {
  const size = right.length
  const rows = matrix.map((row, i) => [...row, right[i]!])
  let before = 1n
  for (let step = 0; step < size; step++) {
    const pivot = rows.findIndex((row, i) => i >= step && row[step] !== 0n)
    if (pivot < 0) throw new RangeError('singular')
    if (pivot !== step) {
      const held = rows[step]!
      rows[step] = rows[pivot]!
      rows[pivot] = held.map(value => -value)
    }
    for (const [i, row] of rows.entries()) {
      if (i === step) continue
      const factor = row[step]!
      rows[i] = row.map((value, j) => (rows[step]![step]! * value - factor * rows[step]![j]!) / before)
    }
    before = rows[step]![step]!
  }
  return { numerators: rows.map(row => row[size]!), determinant: before }
}
