/** Experiments as tables: what they came to, what there is to play, what a replay found. */
import type { Experiment } from '../simulator/experiment/index.ts'
import type { Outcome, Replayed, VariantOutcome } from '../simulator/player/index.ts'
import type { Preset } from '../simulator/presets/index.ts'
import { table } from './output.ts'

export function outcomeText(experiment: Experiment, { variants, targets }: Outcome): string {
  // Of the usual targets, those that some variant came to, and the experiment's own.
  const shown = targets.filter(
    at => at === experiment.target?.at || variants.some(({ roundsTo }) => roundsTo[String(at)] != null),
  )
  const isBackdoored = variants.some(({ attackSuccess }) => attackSuccess !== null)
  const head = [
    ...['variant', 'seeds', 'rounds', 'best', 'final'],
    ...(isBackdoored ? ['backdoor'] : []),
    ...shown.map(at => `rounds to ${Number((100 * at).toFixed(6))} %`),
    ...['s/round', 'published'],
  ]
  const rows = variants.map(variant => [
    ...[variant.variant, seedsText(variant), numberText(variant.rounds)],
    ...[shareText(variant.bestAccuracy), shareText(variant.finalAccuracy)],
    ...(isBackdoored ? [shareText(variant.attackSuccess)] : []),
    ...shown.map(at => numberText(variant.roundsTo[String(at)] ?? null)),
    ...[variant.secondsPerRound?.toPrecision(2) ?? '-', publishedText(variant)],
  ])
  const right = head.map((_, column) => column).slice(1, -1)
  return [table(head, rows, right), 'Medians over the seeds.', maskingText(experiment)].join('\n')
}

function seedsText({ seeds, diverged }: VariantOutcome): string {
  return diverged === 0 ? String(seeds.length) : `${seeds.length}, ${diverged} diverged`
}

function maskingText(experiment: Experiment): string {
  const { masking, transport } = experiment
  if (masking === 'on')
    return `masking on, ${transport === 'grpc' ? 'over gRPC' : 'in memory'}: only masked updates were summed`
  const summed = 'masking off: updates were summed in the clear in this process; masked sums are exact'
  return comparesGroups(experiment)
    ? `${summed}, but of groups that are drawn otherwise: a rule over groups comes to other models with masking on`
    : `${summed} and come to the same models`
}

/** Whether some run has a rule that the cut into groups decides about. */
function comparesGroups({ robust, sweep, variants }: Experiment): boolean {
  const changed = [sweep, ...variants.map(({ set }) => set)].flatMap(fields => Object.keys(fields))
  return robust !== undefined || changed.some(field => /^robust\b/.test(field))
}

function publishedText({ published }: VariantOutcome): string {
  return published
    .map(({ figure, value }) => {
      const percent = /^roundsTo(.+)$/.exec(figure)?.[1]
      if (percent !== undefined) return `${value} rounds to ${percent} %`
      return `${figure === 'bestAccuracy' ? 'best' : 'final'} ${shareText(value)}`
    })
    .join(', ')
}

function numberText(value: number | null): string {
  return value === null ? '-' : String(value)
}

function shareText(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(2)} %`
}

export function presetsText(presets: Readonly<Record<string, Preset>>): string {
  const rows = Object.entries(presets).map(([name, { reproduces, takes }]) => [name, takes, reproduces])
  return table(['preset', 'takes', 'reproduces'], rows)
}

export function replayedText(replayed: Replayed): string {
  const { run, lines, isIdentical, difference, failure, isOfDrawnGroups } = replayed
  if (failure !== undefined) return `${run}: could not be played again: ${failure.message}`
  if (isIdentical || difference === undefined) return `${run}: identical, ${lines} lines`
  const { line, fields, stored, played } = difference
  const what =
    stored === null
      ? 'is missing in the file'
      : played === null
        ? 'is not among those that were played'
        : `differs${fields.length === 0 ? '' : ` in ${fields.join(', ')}`}`
  const told = (text: string | null) => (text === null ? '(none)' : text)
  const why = isOfDrawnGroups
    ? '\n  With masking on its groups are drawn by seeds that the holders commit to, afresh each time: under a rule over groups no two such runs are alike'
    : ''
  return `${run}: line ${line} ${what}\n  stored ${told(stored)}\n  played ${told(played)}${why}`
}
