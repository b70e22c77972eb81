/** A memory of so many things at most; what was not asked for longest is forgotten first. */
export interface Bounded<T> {
  /** What is remembered of a name, begun where nothing is. */
  of(name: string): T
  /** The same without beginning or refreshing it. */
  peek(name: string): T | undefined
}

export function openBounded<T>(most: number, begin: () => T): Bounded<T> {
  const entries = new Map<string, T>()
  return {
    of: name => {
      const entry = entries.get(name) ?? begin()
      // To the end of the order in which a Map keeps its entries.
      entries.delete(name)
      entries.set(name, entry)
      if (entries.size > most) entries.delete(entries.keys().next().value!)
      return entry
    },
    peek: name => entries.get(name),
  }
}
