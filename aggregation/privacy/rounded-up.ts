/**
 * The least number of so many decimal digits that is no less than `value`, a positive number: what several programs compute of
 * the same settings must not depend on the last bits of a logarithm.
 */
export function roundedUp(value: number, digits: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - digits)
  return Number((Math.ceil(value / unit) * unit).toPrecision(digits))
}
