/** Numbers of an accountant as a person reads them, with what they hold for and what is not known. */
import type { AccountedEpsilon, PrivacyEvent } from '../aggregation/index.ts'

const names: Readonly<Record<PrivacyEvent['mechanism']['kind'], string>> = {
  gaussian: 'the Gaussian mechanism',
  'discrete-gaussian': 'the discrete Gaussian mechanism',
  skellam: 'Skellam noise in equal shares',
  ddgauss: 'discrete Gaussian noise in equal shares',
  tree: 'trees of Gaussian prefix sums',
  zcdp: 'a zCDP mechanism',
}

/** "1,000 steps of the Gaussian mechanism (noise 1.1), each record drawn with probability 0.01". */
export function eventText({ mechanism, sampling = 1, steps }: PrivacyEvent): string {
  const { kind, ...settings } = mechanism
  const said = Object.entries(settings).map(([name, value]) => `${name} ${numberText(value as number)}`)
  const drawn = sampling === 1 ? 'without sampling' : `sampled with probability ${numberText(sampling)}`
  const counted = `${steps.toLocaleString('en')} ${steps === 1 ? 'step' : 'steps'}`
  return `${counted} of ${names[kind]} (${said.join(', ')}), ${drawn}`
}

/** One bound, by whom, and the other numbers beside it. */
export function epsilonText(accounted: AccountedEpsilon, delta: number): string {
  const { epsilon, fractionalOrders, epsilonFromBelow, warning } = accounted
  const lines = [`epsilon ${numberText(epsilon)} at delta ${numberText(delta)}, by ${methodText(accounted)}.`]
  if (fractionalOrders !== undefined)
    lines.push(
      `At fractional orders: epsilon ${numberText(fractionalOrders.epsilon)} (order ${fractionalOrders.order}).`,
    )
  if (epsilonFromBelow !== undefined)
    lines.push(`The true epsilon is at least ${numberText(epsilonFromBelow)}.`)
  if (warning !== undefined) lines.push(`Note: ${warning}.`)
  return lines.join('\n')
}

function methodText({ accountant, order, isExact }: AccountedEpsilon): string {
  if (order !== undefined) return `Rényi curves (order ${order}), an upper bound`
  if (isExact) return accountant === 'pld' ? 'the exact formula' : 'counting: nothing was done'
  return 'privacy loss distributions, an upper bound'
}

/** What no accountant can know. */
export function caveat({ sampling = 1 }: PrivacyEvent): string {
  const unit =
    'The unit is one record, or one member, added or removed: whichever the sensitivity of the noise is about.\n' +
    'Against whom it holds is not known here: only against those who see nothing but the noised results.'
  if (sampling === 1) return unit
  return (
    `${unit}\nSampling amplifies only against someone who cannot see who was sampled; ` +
    'against anyone who can, such as a coordinator that draws the members, compute with --sampling 1.'
  )
}

/** Five digits; a billionth as 1e-9. */
export function numberText(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const short = Number(value.toPrecision(6))
  return Math.abs(short) < 1e-4 || Math.abs(short) >= 1e7 ? short.toExponential() : String(short)
}
