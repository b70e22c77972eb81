/** What a person with a pocket calculator does: fractions kept as they are, floor cuts them off. Knows nothing of our code. */
interface Fraction {
  readonly top: bigint
  readonly bottom: bigint
}

export function calculate(expression: string): bigint {
  const signs = expression.match(/\d+|floor|sqrt|min|[-+*/(),]/g) ?? []
  let at = 0
  const next = () => signs[at++]
  const eat = (sign: string) => {
    if (next() !== sign) throw new Error(`${sign} is missing in ${expression}`)
  }
  const floored = ({ top, bottom }: Fraction): bigint => {
    if (top < 0n) throw new Error(`${expression} floors a negative number`)
    return top / bottom
  }
  function sum(): Fraction {
    let left = product()
    while (signs[at] === '+' || signs[at] === '-') {
      const sign = next() === '+' ? 1n : -1n
      const right = product()
      left = {
        top: left.top * right.bottom + sign * right.top * left.bottom,
        bottom: left.bottom * right.bottom,
      }
    }
    return left
  }
  function product(): Fraction {
    let left = factor()
    while (signs[at] === '*' || signs[at] === '/') {
      const isTimes = next() === '*'
      const right = factor()
      left = isTimes
        ? { top: left.top * right.top, bottom: left.bottom * right.bottom }
        : { top: left.top * right.bottom, bottom: left.bottom * right.top }
    }
    return left
  }
  function factor(): Fraction {
    const sign = next() ?? ''
    if (/^\d+$/.test(sign)) return { top: BigInt(sign), bottom: 1n }
    eat('(')
    if (sign === 'min') {
      const left = floored(sum())
      eat(',')
      const right = floored(sum())
      eat(')')
      return { top: [left, right].sort((a, b) => Number(a - b))[0]!, bottom: 1n }
    }
    const inside = floored(sum())
    eat(')')
    if (sign === 'floor') return { top: inside, bottom: 1n }
    let root = 0n
    while ((root + 1n) * (root + 1n) <= inside) root += 1n
    return { top: root, bottom: 1n }
  }
  const result = sum()
  if (at !== signs.length || result.top % result.bottom !== 0n)
    throw new Error(`${expression} is no whole number`)
  return result.top / result.bottom
}
