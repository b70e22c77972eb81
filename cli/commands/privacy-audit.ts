import { type Command, InvalidArgumentError } from 'commander'
import { type AuditOptions, type AuditReport, auditTraining } from '../../simulator/audit/index.ts'
import { type CommonOptions, readNatural, withAction, withCommonOptions } from '../options.ts'
import { percentText } from '../output.ts'
import { numberText } from '../privacy-text.ts'
import type { World } from '../world.ts'

interface PrivacyAuditOptions extends CommonOptions {
  readonly epsilon: number
  readonly delta: number
  readonly noise: AuditOptions['noise']
  readonly sampling: number
  readonly canaries: number
  readonly records: number
  readonly seed: number
  readonly confidence: number
}

/** `parley privacy audit`. */
export function addPrivacyAudit(privacy: Command, world: World): void {
  const audit = withCommonOptions(privacy.command('audit'))
    .description('attack one private training of this machine: the epsilon that it cannot be below')
    .option('--epsilon <number>', 'what the training is said to keep', readBetween(0.2, 50), 3)
    .option('--delta <number>', 'the delta that goes with it', readBetween(1e-12, 0.1), 1e-5)
    .option(
      '--noise <which>',
      'calibrated to the claim; a noise multiplier; off: the control, without clipping too, which the audit must catch',
      readNoise,
      'calibrated' as const,
    )
    .option('--sampling <q>', 'chance of each record to be in a step with noise', readBetween(0.01, 1), 0.25)
    .option(
      '--canaries <count>',
      'records made for the audit, each put in by a coin',
      readNatural(20, 5000),
      1000,
    )
    .option('--records <count>', 'real digits beside them', readNatural(1, 10_000), 500)
    .option('--confidence <share>', 'how sure the bound is to hold', readBetween(0.5, 0.999999), 0.95)
    .option('--seed <number>', 'the same seed gives the same audit', readNatural(0, 2 ** 32), 1)
    .addHelpText(
      'after',
      `
An accountant bounds epsilon from above, by proof; it cannot see a mistake in the program. This bounds it from below, by
attack: a coin decides for each canary (a picture of random signs under a random label) whether it is trained on, the trainer
of this product trains once with record-level privacy, and from the canaries' losses it is guessed which were there. No
(epsilon, delta)-private training lets so many guesses be right, except with a probability of 1 - confidence:
Steinke, Nasr and Jagielski 2023, "Privacy Auditing with One (1) Training Run".

A lower bound below the claim proves nothing: another attack may do better. One above it refutes the claim. With the noise on
it should stay well below; --noise off is the control, and shows that the attack can see something.

Examples:
  $ parley privacy audit --epsilon 4
  $ parley privacy audit --epsilon 4 --noise off
  $ parley privacy audit --epsilon 1 --noise 1.48
  $ parley privacy audit --epsilon 1 --canaries 2000 --seed 7 --json

--json has claimedEpsilon, lowerBound, isRefuted, confidence, guesses, correct, canaries, noiseMultiplier and the rest.
Takes some seconds on one core. docs/privacy-leaks.md says more about attacks.`,
    )
  withAction<PrivacyAuditOptions>(audit, world, async ({ options, output }) => {
    const report = await auditTraining({ ...options, report: output.note })
    output.result(report, auditText(report))
  })
}

function auditText(report: AuditReport): string {
  const { claimedEpsilon, delta, lowerBound, confidence, canaries, included, guesses, correct } = report
  const share = percentText(guesses === 0 ? 0 : correct / guesses)
  return [
    `claimed:     epsilon ${numberText(claimedEpsilon)} at delta ${numberText(delta)}`,
    `lower bound: epsilon ${lowerBound.toFixed(3)} at delta ${numberText(delta)}, with ${numberText(100 * confidence)} % confidence`,
    `of ${canaries} canaries ${included} were trained on; ${correct} of ${guesses} guesses were right (${share})`,
    verdictOf(report),
  ].join('\n')
}

function verdictOf({ noise, isRefuted, noiseMultiplier, mostProvable }: AuditReport): string {
  if (noise === 'off')
    return isRefuted
      ? 'The control was caught: without noise and clipping the training is not what was claimed.'
      : `The control was not caught: guesses on so many canaries show ${mostProvable.toFixed(3)} at most; use more, or a smaller --epsilon.`
  if (isRefuted && noise !== 'calibrated')
    return 'The claim is refuted: with so little noise the training tells more of its records than was claimed.'
  return isRefuted
    ? 'The claim is refuted: the training tells more of its records than it may. Please report this.'
    : `The claim stands: with noise multiplier ${numberText(noiseMultiplier!)} this attack learns no more than was allowed.`
}

function readNoise(text: string): AuditOptions['noise'] {
  if (text === 'calibrated' || text === 'off') return text
  const multiplier = Number(text)
  if (multiplier >= 0.01 && multiplier <= 100) return multiplier
  throw new InvalidArgumentError('It must be calibrated, off, or a noise multiplier from 0.01 to 100.')
}

function readBetween(least: number, most: number): (text: string) => number {
  return text => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}
