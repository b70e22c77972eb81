const remembered = 4

/**
 * The last few results of a pure function of one number. Tables follow from public parameters alone and take longer to build
 * than a vector takes to draw; a holder uses the same one round after round.
 */
export function rememberLast<Result>(compute: (argument: number) => Result): (argument: number) => Result {
  const results = new Map<number, Result>()
  return argument => {
    const result = results.get(argument) ?? compute(argument)
    results.delete(argument)
    results.set(argument, result)
    if (results.size > remembered) results.delete(results.keys().next().value!)
    return result
  }
}
