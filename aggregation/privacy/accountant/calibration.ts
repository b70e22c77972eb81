/**
 * The least noise, or the most steps, that a budget allows. What is returned was accounted for as it is returned: its
 * epsilon is within the budget, never a rounding beyond it.
 */
import { type AccountedEpsilon, type AccountingOptions, boundEpsilon, epsilonOf } from './accountant.ts'
import { mostSteps, type PrivacyEvent } from './privacy-event.ts'

export interface PrivacyBudget {
  /** Above 0. */
  readonly epsilon: number
  /** Between 0 and 1. */
  readonly delta: number
}

export interface LeastNoise {
  /** What was passed to `eventsAt`: a noise multiplier, or a standard deviation. */
  readonly noise: number
  /** At most the budget's. */
  readonly accounted: AccountedEpsilon
}

export interface MostSteps {
  readonly steps: number
  readonly accounted: AccountedEpsilon
}

/** As narrow as a bracket gets: Rényi curves are smooth to the last digits, grids of losses to somewhat less. */
const narrowest = { rdp: 1e-12, pld: 1e-6, best: 1e-6 } as const
const [leastTried, mostTried] = [1e-12, 1e15]

/**
 * The least noise with which the events stay within the budget. `eventsAt` must be such that more noise means less
 * epsilon. Throws a RangeError where no noise does, which happens when the orders end too early.
 */
export function leastNoise(
  budget: PrivacyBudget,
  eventsAt: (noise: number) => readonly PrivacyEvent[],
  options: AccountingOptions = {},
): LeastNoise {
  checkBudget(budget)
  const { accountant = 'best' } = options
  const measure = (noise: number) => boundEpsilon(eventsAt(noise), budget.delta, options)
  // Curves are quick: they find the neighbourhood in which the slow accountant looks.
  const start = accountant === 'rdp' ? undefined : startingNoise(budget, eventsAt)
  const bracket =
    start === undefined
      ? openBracket(measure, budget.epsilon, 1, 4)
      : openBracket(measure, budget.epsilon, start, 1.15)
  const { noise } = narrowed(measure, budget.epsilon, bracket, narrowest[accountant])
  return { noise, accounted: epsilonOf(eventsAt(noise), budget.delta, options) }
}

function startingNoise(budget: PrivacyBudget, eventsAt: (noise: number) => readonly PrivacyEvent[]) {
  try {
    const measure = (noise: number) =>
      boundEpsilon(eventsAt(noise), budget.delta, { accountant: 'rdp', orders: roughOrders })
    return narrowed(measure, budget.epsilon, openBracket(measure, budget.epsilon, 1, 4), 1e-3).noise
  } catch {
    // Orders that end too early say nothing of other accountants.
    return undefined
  }
}

const roughOrders = [2, 3, 4, 5, 6, 8, 11, 16, 24, 32, 48, 64, 128, 256, 512, 1024]

interface Tried {
  readonly noise: number
  readonly accounted: AccountedEpsilon
}

interface Bracket {
  /** Too little noise. */
  readonly low: Tried
  /** Enough. */
  readonly high: Tried
}

type Measure = (noise: number) => AccountedEpsilon

/** Two noises, the upper of which keeps the limit, found by steps of a factor that grows. */
function openBracket(measure: Measure, limit: number, start: number, factor: number): Bracket {
  const first = { noise: start, accounted: measure(start) }
  const isEnough = first.accounted.epsilon <= limit
  let [near, growth] = [first, factor]
  for (;;) {
    const noise = isEnough ? near.noise / growth : near.noise * growth
    if (noise > mostTried) throw unreachable(limit, near)
    const far = { noise, accounted: measure(noise) }
    if (isEnough && noise < leastTried) return { low: far, high: far }
    if (far.accounted.epsilon <= limit !== isEnough)
      return isEnough ? { low: far, high: near } : { low: near, high: far }
    near = far
    growth = Math.min(1000, growth * growth)
  }
}

function unreachable(limit: number, { accounted }: Tried): RangeError {
  return new RangeError(
    `epsilon: no noise keeps it below ${limit}: with these orders nothing gets below ` +
      `${accounted.epsilon.toPrecision(4)}; allow more, add larger orders, or use the accountant pld where it is defined`,
  )
}

/** Closes in by secants of ln epsilon over ln noise (Illinois), and by halves where these make no headway. */
function narrowed(measure: Measure, limit: number, { low, high }: Bracket, tolerance: number): LeastNoise {
  const height = ({ accounted }: Tried) => Math.log(accounted.epsilon / limit)
  let [below, above] = [low, high]
  let [belowHeight, aboveHeight] = [height(low), height(high)]
  for (let turn = 1; above.noise / below.noise - 1 > tolerance; turn++) {
    const [from, to] = [Math.log(below.noise), Math.log(above.noise)]
    const share = belowHeight / (belowHeight - aboveHeight)
    const isUsable = turn % 3 !== 0 && share > 0 && share < 1
    const noise = Math.exp(from + (to - from) * (isUsable ? share : 0.5))
    if (!(noise > below.noise && noise < above.noise)) break
    const tried = { noise, accounted: measure(noise) }
    if (tried.accounted.epsilon <= limit) {
      ;[above, aboveHeight] = [tried, height(tried)]
      if (isUsable) belowHeight /= 2
    } else {
      ;[below, belowHeight] = [tried, height(tried)]
      if (isUsable) aboveHeight /= 2
    }
  }
  return above
}

/**
 * The most steps with which the events stay within the budget; 0 where not even one does. `eventsAt` must be such that
 * more steps mean more epsilon; at most a thousand million are tried.
 */
export function stepsWithin(
  budget: PrivacyBudget,
  eventsAt: (steps: number) => readonly PrivacyEvent[],
  options: AccountingOptions = {},
): MostSteps {
  checkBudget(budget)
  const measure = (steps: number) => ({
    steps,
    accounted: boundEpsilon(eventsAt(steps), budget.delta, options),
  })
  const isWithin = ({ accounted }: MostSteps) => accounted.epsilon <= budget.epsilon
  let kept = measure(0)
  let next = measure(1)
  while (isWithin(next)) {
    kept = next
    if (kept.steps === mostSteps) return kept
    next = measure(Math.min(mostSteps, 4 * next.steps))
  }
  let broken = next
  for (let turn = 1; broken.steps - kept.steps > 1; turn++) {
    const tried = measure(stepsBetween(kept, broken, budget.epsilon, turn))
    if (isWithin(tried)) kept = tried
    else broken = tried
  }
  return kept
}

/** Where the budget would end if epsilon grew as a power of the steps; every third time the middle. */
function stepsBetween(kept: MostSteps, broken: MostSteps, epsilon: number, turn: number): number {
  const [low, high] = [Math.log(kept.accounted.epsilon), Math.log(broken.accounted.epsilon)]
  const share = turn % 3 === 0 ? 0.5 : (Math.log(epsilon) - low) / (high - low)
  const guess = Math.round(kept.steps * (broken.steps / kept.steps) ** share)
  const middle = Math.floor((kept.steps + broken.steps) / 2)
  return Number.isFinite(guess) ? Math.min(broken.steps - 1, Math.max(kept.steps + 1, guess)) : middle
}

function checkBudget({ epsilon, delta }: PrivacyBudget): void {
  if (!(epsilon > 0 && epsilon < Infinity))
    throw new RangeError(`epsilon: the budget must be a number above 0, such as 3; not ${epsilon}`)
  if (!(delta > 0 && delta < 1))
    throw new RangeError(`delta: it must lie between 0 and 1, such as 1e-5; not ${delta}`)
}
