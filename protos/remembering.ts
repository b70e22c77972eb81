/** What a pure function of plain settings gave the last times: plans are asked for in every round, and take moments to find. */

/** Results that are kept. */
const most = 100

/** The same function, which does not compute again what it was asked lately. Its settings go through JSON. */
export function remembering<Settings, Result>(
  compute: (settings: Settings) => Result,
): (settings: Settings) => Result {
  const results = new Map<string, Result>()
  return settings => {
    const key = JSON.stringify(settings)
    if (results.has(key)) return results.get(key)!
    const result = compute(settings)
    if (results.size >= most) results.clear()
    results.set(key, result)
    return result
  }
}
