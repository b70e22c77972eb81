/** At which orders a Rényi curve is read: two named lists, or one that is written out. */

/** A named list, or orders of one's own, each above 1. */
export type Orders = 'integers' | 'fractional' | readonly number[]

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** 2 to 128 and 256, as in the accounting of the distributed discrete Gaussian (arXiv 2102.06387). */
export const integerOrders: readonly number[] = [...range(2, 128), 256]

/** The default orders of Google's dp_accounting: 1.1 to 10.9 by tenths, 11 to 63, 128, 256, 512, 1024. */
export const fractionalOrders: readonly number[] = [
  ...range(1, 99).map(tenths => 1 + tenths / 10),
  ...range(11, 63),
  ...[128, 256, 512, 1024],
]

export const mostOrders = 10_000
export const largestOrder = 100_000

/** The list itself, ascending and without repetition. Throws a RangeError where an order is not in (1, 100000]. */
export function orderList(orders: Orders): readonly number[] {
  if (orders === 'integers') return integerOrders
  if (orders === 'fractional') return fractionalOrders
  const list = [...new Set(orders)].sort((a, b) => a - b)
  if (list.length === 0) throw new RangeError('orders: the list is empty; name at least one, such as 2')
  if (list.length > mostOrders) throw new RangeError(`orders: at most ${mostOrders}, not ${list.length}`)
  const wrong = list.find(order => !(order > 1 && order <= largestOrder))
  if (wrong !== undefined)
    throw new RangeError(`orders: each is above 1 and at most ${largestOrder}, not ${wrong}`)
  return list
}

const number = String.raw`\d+(?:\.\d+)?`
const part = new RegExp(String.raw`^(${number})(?:(?:\.\.|-)(${number})(?::(${number}))?)?$`)

/**
 * Reads `integers`, `fractional`, or a list of orders and ranges with an optional step, such as
 * `1.1..10.9:0.1,12..63,128`. Throws a RangeError that quotes the part it cannot read.
 */
export function parseOrders(text: string): Orders {
  if (text === 'integers' || text === 'fractional') return text
  const list = text.split(',').flatMap(one => parsePart(one.trim()))
  return orderList(list)
}

function parsePart(text: string): readonly number[] {
  const found = part.exec(text)
  if (found === null)
    throw new RangeError(
      `orders: "${text}" is no order; write integers, fractional, or a list such as 1.1..10.9:0.1,12..63`,
    )
  const [first, last, step] = [Number(found[1]), Number(found[2] ?? found[1]), Number(found[3] ?? 1)]
  const count = Math.floor((last - first) / step + 1e-9) + 1
  if (!(step > 0) || last < first) throw new RangeError(`orders: the range "${text}" is empty`)
  if (count > mostOrders) throw new RangeError(`orders: "${text}" holds ${count}, more than ${mostOrders}`)
  // Twelve digits: 1.1 + 2 * 0.1 is meant to be 1.3, as it is in a list that is written out.
  return Array.from({ length: count }, (_, i) => Number((first + i * step).toPrecision(12)))
}
