/** Figures and words for people. Pure. */
import { declineText } from '../../../protos/decline-text.ts'
import { isLowerBetter, type MetricName, metricText, metricTitle } from '../../../protos/metrics.ts'
import type { ConsoleEvent } from '../console-state.ts'

const grouped = new Intl.NumberFormat('en')

export function formatUnits(units: bigint | string): string {
  return grouped.format(BigInt(units))
}

export function formatCount(count: number): string {
  return grouped.format(count)
}

/** Shares in per cent with two decimals, so that 97.96 % and 98 % are not the same. */
export function formatMetric(metric: MetricName, value: number): string {
  return metricText(metric, value, 2)
}

/** `95.00 %`, or `at most 0.4` where smaller is better. */
export function formatTarget({
  metric,
  target,
}: {
  readonly metric: MetricName
  readonly target: number
}): string {
  return `${isLowerBetter(metric) ? 'at most ' : ''}${formatMetric(metric, target)}`
}

/** A part of a whole in per cent, rounded to one decimal. */
export function formatPart(part: bigint, whole: bigint): string {
  if (whole === 0n) return '0.0 %'
  const tenths = (part * 1_000n + whole / 2n) / whole
  return `${tenths / 10n}.${tenths % 10n} %`
}

/** `0:07`, `12:30`, `3 h 05 min`. */
export function formatRemaining(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number) => value.toString().padStart(2, '0')
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

/** The start of a hash, enough to compare by eye. */
export function shortHash(hex: string): string {
  return hex.length <= 12 ? hex : `${hex.slice(0, 12)}…`
}

/** `diagnostics-research` → `Diagnostics research`. */
export function sentenceCase(words: string): string {
  const text = words.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export const stageTitles: Readonly<Record<string, string>> = {
  commit: 'Commit seeds',
  reveal: 'Draw groups',
  advertise: 'Advertise keys',
  share: 'Share secrets',
  input: 'Train and mask',
  survivors: 'Agree survivors',
  unmask: 'Unmask the sum',
  settle: 'Settle pay',
}

function evaluationText({ metric, value, correct = 0, total = 0 }: ConsoleEvent): string {
  if (metric !== undefined && value !== undefined)
    return `${metricTitle(metric)} ${formatMetric(metric, value)}`
  return formatMetric('accuracy', correct / Math.max(1, total))
}

/** What the page calls a round: those that train are numbered, and one may come before and one after them. */
export function roundName(round: number, rounds: number): string {
  if (round === 0) return 'Statistics'
  return round > rounds ? 'Evaluation' : `Round ${round} of ${rounds}`
}

/** A round in a sentence: those of counts alone have names where the event knows them. */
function eventRound({ round = 0, purpose }: ConsoleEvent): string {
  if (round === 0 || purpose === 'statistics') return 'the round of statistics'
  return purpose === 'evaluation' ? 'the round of evaluation' : `round ${round}`
}

/** One event as one sentence. */
export function eventSentence(event: ConsoleEvent): string {
  const who = event.organisation ?? 'Someone'
  const round = eventRound(event)
  const stage = (stageTitles[event.stage ?? ''] ?? event.stage ?? '').toLowerCase()
  const units = `${formatUnits(event.amountUnits ?? '0')} units`
  const reason = event.reason ? `: ${event.reason.replaceAll('-', ' ')}` : ''
  const count = event.members ?? 0
  const { group = 0, groups = 0 } = event
  const culprit = event.organisation ? ` (${who})` : ''
  switch (event.kind) {
    case 'bounty-posted':
      return event.amountUnits === undefined
        ? 'Bounty posted as a draft'
        : `Bounty posted with ${units} in escrow`
    case 'holder-joined':
      return `${who} joined`
    case 'holder-left':
      return `${who} left`
    case 'holder-declined':
      return `${who} declined: ${declineText(event.reason ?? 'policy')}`
    case 'bounty-started':
      return `Started with ${count} holders`
    case 'round-opened':
      return `Opened ${round}${(event.attempt ?? 1) > 1 ? `, attempt ${event.attempt}` : ''}`
    case 'stage-opened':
      return `Stage “${stage}” opened for ${count} holders in ${round}${event.group ? `, group ${event.group}` : ''}`
    case 'member-advanced':
      return `${who} answered “${stage}”${event.bytes ? ` with ${formatBytes(event.bytes)}` : ''}`
    case 'member-progress':
      return `${who} trained ${((event.permille ?? 0) / 10).toFixed(0)} %`
    case 'member-dropped':
      return `${who} dropped out at “${stage}” in ${round}${reason}`
    case 'attempt-abandoned':
      return `Attempt ${event.attempt ?? 0} of ${round} was abandoned${reason}${culprit}`
    case 'cohort-divided':
      return `The draw cut ${count} holders into ${groups} groups in ${round}`
    case 'group-failed':
      return `Group ${group} is left out of ${round}${reason}${culprit}`
    case 'group-left-out':
      return `The rule gives group ${group} no part in ${round}`
    case 'step-skipped':
      return `Only ${groups} groups were summed in ${round}, too few for the rule: the model stays`
    case 'sum-unmasked':
      return `Sum of ${count} masked vectors opened in ${round}`
    case 'sum-over-limit':
      return `The sum of ${round} is longer than clipped updates make it: somebody did not clip`
    case 'model-evaluated':
      return `Model of ${round}: ${evaluationText(event)} on the held-out test`
    case 'evaluation-awaited':
      return `Waiting for the buyer’s evaluation of ${round}`
    case 'evaluation-missed':
      return `The buyer did not evaluate ${round} in time`
    case 'holders-evaluated':
      return `Model ${event.afterRound ? `of round ${event.afterRound}` : 'before training'}: ${evaluationText(event)} on ${formatCount(event.total ?? 0)} records kept out of training`
    case 'round-settled':
      return `Paid ${units} for ${round}`
    case 'pay-settled':
      return `${who} earned ${units} in ${round}`
    case 'round-completed':
      return `Completed ${round} with ${count} holders`
    case 'bounty-settled':
      return `Bounty settled; ${units} returned to the buyer${reason}`
    case 'bounty-ended':
      return `Bounty ended${reason}`
    case 'bounty-opened':
      return 'Bounty opened'
    case 'challenge-opened':
      return 'Settled; what is due can be disputed'
    case 'deadline-passed':
      return 'A deadline passed: what nobody disputed is paid'
    case 'dispute-opened':
      return `${who} disputes what is due`
    case 'dispute-changed':
      return `Dispute${reason}`
    case 'fault-proved':
      return `A fault of ${event.organisation ?? 'the coordinator'} is proved${reason}`
    case 'key-changed':
      return `A key of ${who} changed${reason}`
    case 'key-ends':
      return `A key of ${who} nears its end${reason}`
    case 'key-alarm':
      return `Something is unusual about a key of ${who}${reason}`
    case 'coordinator-restarted':
      return 'The coordinator restarted'
    default:
      return event.kind satisfies never
  }
}
