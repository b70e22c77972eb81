import type { Command } from 'commander'
import { leastNoise, roundedUp } from '../../aggregation/index.ts'
import { type CommonOptions, withAction, withCommonOptions } from '../options.ts'
import {
  type AccountantOptions,
  accountingOf,
  eventOf,
  type MechanismOptions,
  needed,
  noiseSetting,
  toldByFlags,
  withAccountantOptions,
  withBudgetOptions,
  withMechanismOptions,
} from '../privacy-options.ts'
import { caveat, epsilonText, eventText, numberText } from '../privacy-text.ts'
import type { World } from '../world.ts'

interface NoiseOptions extends CommonOptions, MechanismOptions, AccountantOptions {
  readonly epsilon?: number
  readonly delta?: number
}

/** `parley privacy noise`. */
export function addPrivacyNoise(privacy: Command, world: World): void {
  const command = privacy
    .command('noise')
    .description('the least noise with which so many steps stay within a budget')
  withCommonOptions(
    withAccountantOptions(withMechanismOptions(withBudgetOptions(command, true), 'noise')),
  ).addHelpText(
    'after',
    `
Examples:
  $ parley privacy noise --epsilon 3 --delta 1e-5 --sampling 0.01 --steps 1000
  $ parley privacy noise --epsilon 3 --delta 1e-5 --steps 100 --accountant rdp --json
  $ parley privacy noise --epsilon 6 --delta 1e-5 --steps 100 --mechanism skellam --gamma 1e-4 --clients 100 --clip 1 \\
      --dimension 65536

Prints the noise multiplier, or for skellam and ddgauss the standard deviation of one member's noise ("localStd"), in the
unit of the updates. The epsilon of the noise that is printed is never above the budget.`,
  )
  withAction<NoiseOptions>(command, world, async ({ options, output }) => {
    const { name, event, delta, noise, accounted } = toldByFlags(() => {
      const budget = { epsilon: needed(options, 'epsilon'), delta: needed(options, 'delta') }
      const name = noiseSetting(options.mechanism)
      const found = leastNoise(budget, noise => [eventOf(options, { noise })], accountingOf(options))
      return { ...found, name, delta: budget.delta, event: eventOf(options, { noise: found.noise }) }
    })
    const title = name === 'noise' ? 'noise multiplier' : 'local standard deviation'
    output.result(
      { [name]: noise, ...accounted, delta, ...event },
      `${title} ${upText(noise)}: ${epsilonText(accounted, delta)}\nIt is for ${eventText(event)}.\n${caveat(event)}`,
    )
  })
}

/** Seven digits, rounded up: whoever copies them stays within the budget. */
function upText(noise: number): string {
  const up = roundedUp(noise, 7)
  return up >= 1e-4 && up < 1e7 ? String(up) : numberText(up)
}
