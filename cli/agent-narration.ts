/** What an agent tells about itself, as lines for its holder. */
import type { AgentEvent } from '../client/index.ts'
import { bytesText, shortId, unitsText } from './output.ts'

/** One line, or '' for news too small to tell. */
export function tellAgentEvent(event: AgentEvent): string {
  switch (event.kind) {
    case 'watching':
      return 'Watching for bounties.'
    case 'unreachable':
      return `The coordinator cannot be reached (${event.message}); trying again.`
    case 'bounty-refused':
      return [
        `Refused ${shortId(event.bountyId)}, ${event.title}:`,
        ...event.reasons.map(({ rule, detail }) => `  ${rule}: ${detail}`),
      ].join('\n')
    case 'bounty-invalid':
      return `The papers of ${shortId(event.bountyId)} do not hold: ${event.detail}.`
    case 'join-refused':
      return `${shortId(event.bountyId)} did not take us: ${event.message}`
    case 'joined':
      return `Joined ${shortId(event.bountyId)}, ${event.title}, with ${event.examples.toLocaleString('en')} examples.`
    case 'round-started':
      return `Round ${roundText(event)}${purposeTexts[event.purpose]}${event.resumedFrom === undefined ? '' : `, taken up again where it was (${event.resumedFrom})`}.`
    case 'counted':
      return `  Counted over ${event.examples.toLocaleString('en')} records, masked.`
    case 'standardised':
      return imputedText(event)
    case 'protected':
      return `  Update of norm ${event.norm.toFixed(2)}${event.clippingFactor < 1 ? ', clipped' : ''}, masked.`
    case 'stage':
      return event.stage === 'masked' && event.bytes !== undefined
        ? `  ${stageWords[event.stage]}, ${bytesText(event.bytes)}.`
        : `  ${stageWords[event.stage]}.`
    case 'group-drawn':
      return `  Drawn into group ${event.attempt.group} of ${event.groups}, with ${event.members - 1} others.`
    case 'holding':
      return `  Standing still after ${event.stage}, as the drill asks.`
    case 'attempt-over':
      return `  Round ${roundText(event)} goes on without us (${event.how}: ${event.reason}): ${event.detail}`
    case 'round-completed':
      return event.amountUnits === 0n
        ? `  Round ${roundText(event)} is complete, receipt verified (${event.receiptFile}).`
        : `  Round ${roundText(event)} is paid: ${unitsText(event.amountUnits)} units, receipt verified (${event.receiptFile}).`
    case 'receipt-invalid':
      return `  The receipt of round ${roundText(event)} does not hold: ${event.reason}. Keep ${event.receiptFile} and ask the operator.`
    case 'equivocation':
      return `  The coordinator has contradicted itself in round ${roundText(event)} (${event.contradiction.replaceAll('-', ' ')}). The proof is ${event.evidenceFile}; check it with \`parley verify\` and show it to the other holders.`
    case 'log-forked':
      return `The coordinator has two logs. The proof is ${event.evidenceFile}; check it with \`parley verify\`, show it to the other holders, and hand it in with \`parley bounty fault\`.`
    case 'log-doubted':
      return `No round is begun for now: ${event.detail}.`
    case 'place-failed':
      return `Heads of the log cannot be exchanged at ${event.place}: ${event.detail}.`
    case 'finished':
      return `Bounty ${shortId(event.bountyId)} has ended (${event.state}): ${unitsText(event.paidUnits)} units earned.`
    case 'stopped':
      return 'Stopped.'
    case 'waiting':
    case 'training':
    case 'trained':
      return ''
    default:
      return unknownKind(event)
  }
}

/** What stands where values are missing, column by column. */
function imputedText({ records, columns }: Extract<AgentEvent, { kind: 'standardised' }>): string {
  const all = records.toLocaleString('en')
  const imputed = columns.filter(({ missing }) => missing > 0)
  if (imputed.length === 0)
    return `The means of all holders are there; none of ${all} records misses a value.`
  return [
    `The means of all holders are there. Of ${all} records here:`,
    ...imputed.map(({ name, missing, how, value }) => {
      const shown = typeof value === 'number' ? Number(value.toPrecision(5)) : value
      const stands = shown === undefined ? how : `${how} ${shown}`
      return `  ${name}: ${missing.toLocaleString('en')} missing, where now stands the ${stands}`
    }),
  ].join('\n')
}

function roundText({
  attempt,
}: {
  readonly attempt: { readonly round: number; readonly attempt: number }
}): string {
  return attempt.attempt === 1 ? String(attempt.round) : `${attempt.round}, attempt ${attempt.attempt}`
}

const purposeTexts = {
  statistics: ', for the means of all holders',
  training: '',
  evaluation: ', in which holders evaluate the finished model',
} as const

const stageWords = {
  committed: 'Seed committed',
  'seed-shown': 'Seed shown',
  advertised: 'Fresh keys shown',
  shared: 'Keys to the masks shared',
  masked: 'Masked update handed in',
  signed: 'Survivors agreed',
  revealed: 'Shares opened',
} as const

function unknownKind(event: never): string {
  return JSON.stringify(event)
}
