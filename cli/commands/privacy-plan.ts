import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { parameterCount } from '../../learning/index.ts'
import { promisedEpsilons } from '../../protos/central-noise-terms.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { lineChartSvg } from '../../simulator/results/report/index.ts'
import { readBountyDraft } from '../bounty-document.ts'
import { UsageError } from '../errors.ts'
import { type CommonOptions, readNatural, withAction } from '../options.ts'
import { table } from '../output.ts'
import { type ExpectedCohort, heldAgainst, type PlanRow, privacyPlan } from '../privacy-plan.ts'
import type { World } from '../world.ts'

interface PlanOptions extends CommonOptions {
  readonly records?: number
  readonly holders?: number
  readonly out?: string
}

/** `parley privacy plan`: what a bounty's epsilon leaves of the training, beside other epsilons. */
export function addPrivacyPlan(privacy: Command, world: World): void {
  const plan = privacy
    .command('plan')
    .description('what the privacy that a bounty promises leaves of its training, beside other epsilons')
    .argument('<bounty.yaml>', 'the page, as for `parley bounty post`')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .option('--records <count>', 'records of each holder (else cohort.maximumExamples)', readNatural(1, 1e9))
    .option('--holders <count>', 'holders that are summed (else cohort.minimum)', readNatural(3, 1e6))
    .option('--out <file.svg>', 'draw it as a picture')
    .addHelpText(
      'after',
      `
The page is checked as when it is posted: what cannot be kept is refused with the nearest settings that can. Signal to noise
is what decides about accuracy: how much longer than the noise all steps together would be if every gradient agreed. More
records and more holders raise it, larger batches a little; more rounds hardly do, as each of them needs its noise.

Examples:
  $ parley privacy plan bounty.yaml
  $ parley privacy plan bounty.yaml --records 5000 --holders 8 --out plan.svg`,
    )
  withAction<PlanOptions>(plan, world, async ({ options, output, args }) => {
    const { terms, model } = await readBountyDraft(args[0]!)
    if (terms.privacy === undefined)
      throw new UsageError(
        `${args[0]} promises no privacy: add a section such as \`privacy: { unit: record, noise: local, epsilon: 3, delta: 1.0e-5, clipNorm: 1 }\``,
      )
    const cohort = {
      holders: options.holders ?? terms.cohort.minimum,
      records: options.records ?? terms.cohort.maximumExamples,
      parameters: parameterCount(model),
    }
    const rows = privacyPlan(terms, cohort)
    if (options.out !== undefined) await writeFile(options.out, pictureOf(terms, rows))
    const against = promisedEpsilons(terms)
    output.result({ ...cohort, delta: terms.privacy.delta, against, rows }, planText(terms, cohort, rows))
  })
}

function planText(terms: BountyTerms, cohort: ExpectedCohort, rows: readonly PlanRow[]): string {
  const { holders, records, parameters } = cohort
  const { epsilon: own, delta, unit } = terms.privacy!
  const [{ sampling, steps }] = rows as [PlanRow]
  const cells = rows.map(({ epsilon, noiseMultiplier, noiseToClip, signalToNoise }) => [
    `${epsilon === own ? '> ' : ''}${epsilon}`,
    noiseMultiplier.toPrecision(3),
    noiseToClip.toPrecision(3),
    signalToNoise.toPrecision(3),
  ])
  return [
    `${holders} holders of ${records.toLocaleString('en')} records, ${parameters.toLocaleString('en')} parameters, delta ${delta}; ${steps} steps${unit === 'record' ? `, each with ${(100 * sampling).toPrecision(3)} % of the records` : ''}`,
    table(
      ['epsilon', 'noise multiplier', 'noise to clip, a step', 'signal to noise, all steps'],
      cells,
      [0, 1, 2, 3],
    ),
    ...(rows.find(({ epsilon }) => epsilon === own)!.signalToNoise < 1
      ? ['Below a signal to noise of 1 a model learns next to nothing.']
      : []),
    heldAgainst(terms),
  ].join('\n')
}

function pictureOf({ title, privacy }: BountyTerms, rows: readonly PlanRow[]): string {
  const points = rows
    .filter(({ epsilon }) => epsilon >= 1)
    .map(({ epsilon, signalToNoise }) => ({ round: epsilon, value: signalToNoise, interval: undefined }))
  const own = rows.find(({ epsilon }) => epsilon === privacy!.epsilon)!
  return lineChartSvg({
    title: `Signal to noise by epsilon: ${title}`,
    description: `Line chart. At the bounty's epsilon of ${own.epsilon} the signal is ${own.signalToNoise.toPrecision(3)} times the noise, marked by the dashed line.`,
    scale: 'positive',
    across: 'Epsilon',
    series: [{ label: 'signal to noise, all steps together', points }],
    targets: [own.signalToNoise],
  })
}
