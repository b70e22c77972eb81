/** Events of the coordinator as sentences, for `bounty watch` and the demonstration. */
import { declineText } from '../protos/decline-text.ts'
import type { ParleyEvent } from '../protos/events.ts'
import { metricText, metricTitle } from '../protos/metrics.ts'
import { bytesText, percentText, unitsText } from './output.ts'

/** One line about the event, or '' for news too small to tell (training progress). */
export function narrate(event: ParleyEvent): string {
  const { kind, round, attempt, organisation = 'somebody', reason, members } = event
  const again = attempt !== undefined && attempt > 1 ? `, attempt ${attempt}` : ''
  const units = unitsText(event.amountUnits ?? 0n)
  switch (kind) {
    case 'bounty-posted':
      return event.amountUnits === undefined
        ? 'The bounty is posted as a draft: nothing is paid in yet.'
        : `The bounty is posted: ${units} units in escrow.`
    case 'holder-joined':
      return `${organisation} joins.`
    case 'holder-left':
      return `${organisation} leaves.`
    case 'holder-declined':
      return `${organisation} declines: ${declineText(reason ?? 'policy')}.`
    case 'bounty-started':
      return `${members ?? 'The'} holders are enough: the bounty starts.`
    case 'round-opened':
      return openedText(event, again)
    case 'stage-opened':
      return stageText(event)
    case 'member-advanced':
      return event.bytes === undefined || event.bytes === 0
        ? ''
        : `  ${organisation} hands in a masked vector, ${bytesText(event.bytes)}.`
    case 'member-progress':
      return ''
    case 'member-dropped':
      return `  ${organisation} is gone (${event.stage}${reason ? `: ${reason}` : ''}); ${droppedText(event.stage)}.`
    case 'attempt-abandoned':
      return `  Attempt ${attempt} of round ${round} is given up: ${reason}${event.organisation ? ` (${organisation})` : ''}.`
    case 'cohort-divided':
      return `  The draw cuts ${members ?? 'the'} holders into ${event.groups ?? 'several'} groups.`
    case 'group-failed':
      return `  Group ${event.group ?? 0} is left out of round ${round}: ${reason}${event.organisation ? ` (${organisation})` : ''}.`
    case 'group-left-out':
      return `  The rule over the groups gives group ${event.group} no part in the step of round ${round}.`
    case 'step-skipped':
      return `  Only ${event.groups} groups were summed in round ${round}, too few for the rule: the model stays as it was.`
    case 'sum-unmasked':
      return `  The masks cancel: the sum of ${members ?? 'the'} vectors is known, no single one is.`
    case 'sum-over-limit':
      return '  The sum is longer than clipped updates can make it: somebody did not clip. Masking hides who.'
    case 'model-evaluated':
      return evaluatedText(event)
    case 'evaluation-awaited':
      return `  Round ${round} waits for the buyer's evaluation.`
    case 'evaluation-missed':
      return `  Round ${round} is not evaluated: the buyer's time for it has passed.`
    case 'holders-evaluated':
      return holdersText(event)
    case 'round-settled':
      return `  Round ${round} pays ${units} units.`
    case 'pay-settled':
      return `    ${organisation} earns ${units}.`
    case 'round-completed':
      return `Round ${round} is complete.`
    case 'bounty-settled':
      return `The bounty is settled (${reason}): ${units} units go back to the buyer.`
    case 'bounty-ended':
      return `The bounty has ended: ${reason}.`
    case 'bounty-opened':
      return 'The bounty is open.'
    case 'challenge-opened':
      return 'The bounty is settled; what is due can be disputed before it is paid.'
    case 'deadline-passed':
      return 'A deadline has passed: what nobody disputed is paid.'
    case 'dispute-opened':
      return `${organisation} disputes what is due.`
    case 'dispute-changed':
      return `The dispute goes on: ${reason}.`
    case 'fault-proved':
      return `A fault of ${organisation ?? 'the coordinator'} is proved: ${reason}.`
    case 'key-changed':
      return `A key of ${organisation} was ${reason}.`
    case 'key-ends':
      return `The key of ${organisation} ends at ${reason}; rotate it before.`
    case 'key-alarm':
      return `Something is unusual about a key of ${organisation}: ${reason}.`
    case 'coordinator-restarted':
      return 'The coordinator has been restarted and carries on.'
    default:
      return unknownKind(kind)
  }
}

function evaluatedText({ round, correct = 0, total = 0, metric, value, low, high }: ParleyEvent): string {
  const right = `${percentText(correct / (total || 1))} of the held-out examples are right`
  if (metric === undefined || value === undefined)
    return `  Round ${round}: ${correct > 0 ? right : 'the metric of acceptance has no value'}.`
  if (metric === 'accuracy' && correct > 0) return `  Round ${round}: ${right}.`
  const [from, to] = [low ?? value, high ?? value].map(end => metricText(metric, end, 1))
  return `  Round ${round}: ${metricTitle(metric)} ${metricText(metric, value, 1)} on the held-out examples (95 %: ${from} to ${to}).`
}

function openedText({ round, purpose }: ParleyEvent, again: string): string {
  if (purpose === 'statistics') return `Round ${round}${again} opens, for the means of all holders.`
  if (purpose === 'evaluation') return `A last round${again} opens, in which the holders evaluate the model.`
  return `Round ${round}${again} opens.`
}

function holdersText({ afterRound = 0, total = 0, metric, value }: ParleyEvent): string {
  const where = `${total.toLocaleString('en')} records that the holders keep out of training`
  const model = afterRound > 0 ? `the model after round ${afterRound}` : 'the model before training'
  if (metric === undefined || value === undefined) return `  On ${where}, ${model} was evaluated.`
  return `  On ${where}, ${model} has ${metricTitle(metric)} ${metricText(metric, value, 1)}.`
}

const stageWords: Readonly<Record<string, string>> = {
  commit: 'holders commit to seeds for the draw of the groups',
  reveal: 'the seeds are shown, and cut the cohort into groups',
  advertise: 'holders show fresh keys',
  share: 'holders share the keys to their masks among each other',
  input: 'holders compute and hand in masked vectors',
  survivors: 'all agree on who is in the sum',
  unmask: 'the shares that cancel the masks are opened',
}

function stageText({ stage = '', members, group }: ParleyEvent): string {
  const inGroup = group === undefined ? '' : ` (group ${group})`
  const words = `${stageWords[stage] ?? `stage ${stage}`}${inGroup}`
  return `  ${members === undefined ? '' : `${members} expected: `}${words}.`
}

function droppedText(stage: string | undefined): string {
  return stage === 'survivors' || stage === 'unmask'
    ? 'its update is in the sum, the others open its shares'
    : 'the round goes on without it'
}

function unknownKind(kind: never): string {
  return `${String(kind)}.`
}
