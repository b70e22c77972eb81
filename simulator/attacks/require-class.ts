/** Refuses a label that the data has not. */
export function requireClass(field: string, label: number, classes: number): void {
  if (label < classes) return
  throw new RangeError(`${field}: ${label} is no label of the data, whose labels are 0 to ${classes - 1}`)
}
