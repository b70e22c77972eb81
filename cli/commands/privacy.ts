import type { Command } from 'commander'
import type { World } from '../world.ts'
import { addPrivacyAudit } from './privacy-audit.ts'
import { addPrivacyEpsilon } from './privacy-epsilon.ts'
import { addPrivacyLedgerCommand } from './privacy-ledger.ts'
import { addPrivacyNoise } from './privacy-noise.ts'
import { addPrivacyPlan } from './privacy-plan.ts'
import { addPrivacySteps } from './privacy-steps.ts'

/**
 * `parley privacy epsilon`, `noise`, `steps`, `plan`, `ledger` and `audit`: what differential privacy costs, before or
 * after training, and an attack on it.
 */
export function addPrivacyCommand(program: Command, world: World): void {
  const privacy = program
    .command('privacy')
    .description(
      'account for differential privacy: the epsilon of what is done, the noise or steps of a budget, what was spent, and what an attack finds',
    )
  addPrivacyEpsilon(privacy, world)
  addPrivacyNoise(privacy, world)
  addPrivacySteps(privacy, world)
  addPrivacyPlan(privacy, world)
  addPrivacyLedgerCommand(privacy, world)
  addPrivacyAudit(privacy, world)
}
