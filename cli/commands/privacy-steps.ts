import type { Command } from 'commander'
import { stepsWithin } from '../../aggregation/index.ts'
import { CommandError } from '../errors.ts'
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
import { caveat, epsilonText, eventText } from '../privacy-text.ts'
import type { World } from '../world.ts'

interface StepsOptions extends CommonOptions, MechanismOptions, AccountantOptions {
  readonly epsilon?: number
  readonly delta?: number
}

/** `parley privacy steps`. */
export function addPrivacySteps(privacy: Command, world: World): void {
  const command = privacy.command('steps').description('how many steps of given noise a budget allows')
  withCommonOptions(
    withAccountantOptions(withMechanismOptions(withBudgetOptions(command, true), 'steps')),
  ).addHelpText(
    'after',
    `
Examples:
  $ parley privacy steps --epsilon 3 --delta 1e-5 --noise 1.1 --sampling 0.01
  $ parley privacy steps --epsilon 3 --delta 1e-5 --noise 15 --accountant rdp --json

Where not even one step is within the budget, the command fails with exit code 1.`,
  )
  withAction<StepsOptions>(command, world, async ({ options, output }) => {
    const { delta, steps, accounted, event } = toldByFlags(() => {
      const budget = { epsilon: needed(options, 'epsilon'), delta: needed(options, 'delta') }
      const found = stepsWithin(budget, steps => [eventOf(options, { steps })], accountingOf(options))
      return { ...found, delta: budget.delta, event: eventOf(options, { steps: found.steps }) }
    })
    if (steps === 0)
      throw new CommandError('not even one step is within the budget; add noise, or allow a larger --epsilon')
    output.result(
      { ...accounted, delta, ...event },
      `${steps.toLocaleString('en')} steps: ${epsilonText(accounted, delta)}\nIt is for ${eventText(event)}.\n${caveat(event)}`,
    )
  })
}
