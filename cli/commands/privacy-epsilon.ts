import type { Command } from 'commander'
import {
  type AccountedEpsilon,
  type AccountingOptions,
  epsilonOf,
  type PrivacyEvent,
} from '../../aggregation/index.ts'
import { type CommonOptions, withAction, withCommonOptions } from '../options.ts'
import {
  type AccountantOptions,
  accountingOf,
  eventOf,
  type MechanismOptions,
  needed,
  toldByFlags,
  withAccountantOptions,
  withBudgetOptions,
  withMechanismOptions,
} from '../privacy-options.ts'
import { caveat, epsilonText, eventText, numberText } from '../privacy-text.ts'
import type { World } from '../world.ts'

interface EpsilonOptions extends CommonOptions, MechanismOptions, AccountantOptions {
  readonly delta?: number
  readonly bothSides?: boolean
}

/** `parley privacy epsilon`. */
export function addPrivacyEpsilon(privacy: Command, world: World): void {
  const command = privacy
    .command('epsilon')
    .description('what so many steps cost: the least epsilon that an accountant can vouch for')
  withCommonOptions(withAccountantOptions(withBudgetOptions(withMechanismOptions(command), false)))
    .option('--both-sides', 'of pld: also a bound from below, which takes several times as long')
    .addHelpText(
      'after',
      `
Examples:
  $ parley privacy epsilon --noise 1.1 --sampling 0.01 --steps 1000 --delta 1e-5
  $ parley privacy epsilon --mechanism gaussian --noise 1.1 --sampling 0.01 --steps 1000 --delta 1e-5 --accountant rdp --json
  $ parley privacy epsilon --mechanism skellam --gamma 1e-3 --local-std 0.02 --clients 100 --clip 1 --dimension 65536 \\
      --steps 1 --delta 1e-5

--noise is the noise multiplier: the standard deviation of the noise over the norm to which one record's gradient (or one
member's update) is clipped. --local-std is in the unit of the updates, before they are divided by --gamma.
rdp is quick and composes everything; of sampled integer noise it prints the generic bound (Zhu & Wang), as published figures
have it, and beside it what the sampled discrete Gaussian comes to by itself, which best takes and bounties are planned by.
pld is nearer to the truth, and exact without sampling, but knows the Gaussian only.
Sampling amplifies only against someone who cannot see who was sampled: against others, compute with --sampling 1.
docs/privacy-accounting.md has the formulas.`,
    )
  withAction<EpsilonOptions>(command, world, async ({ options, output }) => {
    const { event, delta, accounted } = toldByFlags(() => {
      const [event, delta] = [eventOf(options), needed(options, 'delta')]
      const asked = { ...accountingOf(options), isBothSides: options.bothSides === true }
      return { event, delta, accounted: tell(event, delta, asked) }
    })
    output.result(
      { ...accounted, delta, ...event },
      `${epsilonText(accounted, delta)}\n${besideText(accounted)}${sentence(eventText(event))}\n${caveat(event)}`,
    )
  })
}

/** The bound, and what stands beside it. */
interface Told extends AccountedEpsilon {
  /** Of sampled integer noise, where the generic bound was asked for: the least that is known of this mechanism. */
  readonly leastSampling?: { readonly epsilon: number; readonly order: number }
  /** Of what is sampled: the epsilon against whoever sees who was. */
  readonly withoutSampling?: number
}

function tell(event: PrivacyEvent, delta: number, asked: AccountingOptions): Told {
  const accounted = epsilonOf([event], delta, asked)
  const { sampling = 1, ...unsampled } = event
  if (sampling === 1) return accounted
  const { epsilon: withoutSampling } = epsilonOf([unsampled], delta, asked)
  return { ...accounted, ...leastOf(event, delta, asked, accounted), withoutSampling }
}

function leastOf(
  event: PrivacyEvent,
  delta: number,
  asked: AccountingOptions,
  { epsilon: generic }: AccountedEpsilon,
): Pick<Told, 'leastSampling'> {
  if (asked.samplingBound !== 'generic') return {}
  const { epsilon, order } = epsilonOf([event], delta, { ...asked, samplingBound: 'least' })
  return order === undefined || epsilon >= generic ? {} : { leastSampling: { epsilon, order } }
}

function besideText({ leastSampling: least, withoutSampling }: Told): string {
  return [
    ...(least === undefined
      ? []
      : [
          `By the exact curve of the sampled discrete Gaussian: epsilon ${numberText(least.epsilon)} (order ${least.order}).`,
        ]),
    ...(withoutSampling === undefined
      ? []
      : [`Against whoever sees who was sampled: epsilon ${numberText(withoutSampling)}.`]),
  ]
    .map(line => `${line}\n`)
    .join('')
}

function sentence(text: string): string {
  return `It is for ${text}.`
}
