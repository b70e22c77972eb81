/** Medians of work that is measured in turns, so that a busy moment of the machine falls on everything compared. */

export type Work = () => number | Promise<number>

/** Runs every work once a turn, in order; each answers its own seconds. The median of each, by its name. */
export async function interleaved<Name extends string>(
  turns: number,
  works: Readonly<Record<Name, Work>>,
): Promise<Record<Name, number>> {
  const seconds = Object.entries<number[]>(await secondsInTurns(turns, works))
  return Object.fromEntries(seconds.map(([name, each]) => [name, median(each)])) as Record<Name, number>
}

/** The same with the seconds of every turn, in order: what is compared within one turn met the same moment of the machine. */
export async function secondsInTurns<Name extends string>(
  turns: number,
  works: Readonly<Record<Name, Work>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[]
  const seconds = new Map<Name, number[]>(names.map(name => [name, []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const name of names) seconds.get(name)!.push(await works[name]())
  }
  return Object.fromEntries(seconds) as Record<Name, number[]>
}

/** The seconds of each run of a work that is repeated for so many milliseconds; of one run at least. */
export async function repeated(
  forMs: number,
  work: Work,
  nowMs: () => number = () => performance.now(),
): Promise<number[]> {
  const seconds: number[] = []
  const endMs = nowMs() + forMs
  do seconds.push(await work())
  while (nowMs() < endMs)
  return seconds
}

/** The middle value; the mean of the two middle ones when they are even in number. Throws for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no median')
  const sorted = [...values].sort((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Seconds that `work` takes. */
export function timed(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return (performance.now() - startedAt) / 1000
}

/** Seconds that `work` takes until its promise is kept. */
export async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}
