/** Turns what the coordinator and the agents report into the story on the screen, and counts what it has to count. */
import type { ParleyEvent } from '../../protos/events.ts'
import { narrate } from '../narration.ts'
import { evaluators, type Hospital } from './cast.ts'
import type { JsonLine } from './child.ts'
import { type Narrator, progressBar } from './narrator.ts'

export interface Story {
  tellEvent(event: ParleyEvent): void
  tellHolder(organisation: string, line: JsonLine): void
  tellEvaluator(organisation: string, line: JsonLine): void
  /** Receipts that agents reported as verified, each round of each holder once. */
  verifiedReceipts(): number
}

/** What every round has, and is told of the first. */
const sameEachRound: readonly ParleyEvent['kind'][] = [
  'stage-opened',
  'member-advanced',
  'pay-settled',
  'sum-unmasked',
  'round-completed',
]

export function createStory(cast: readonly Hospital[], narrator: Narrator): Story {
  const verified = new Set<string>()
  const progress = new Map<string, number>()
  const shown = new Map<number, number>()
  let round = 0
  const showProgress = () => {
    const bars = cast.map(
      ({ organisation }) => `${organisation} ${progressBar(progress.get(organisation) ?? 0)}`,
    )
    narrator.progress(`round ${round}  ${bars.join('  ')}`)
  }
  return {
    tellEvent: event => {
      const line = narrate(event)
      if (event.kind === 'round-opened') {
        round = event.round ?? round
        progress.clear()
      }
      if (event.kind === 'member-progress' && event.organisation !== undefined) {
        progress.set(event.organisation, event.permille ?? 0)
        showProgress()
      }
      if (event.kind === 'sum-unmasked') narrator.progress('')
      if (line === '' || ((event.round ?? 0) > 1 && sameEachRound.includes(event.kind))) return
      if (event.kind === 'round-opened' || event.kind === 'bounty-settled') narrator.heading(line)
      else narrator.line(line)
    },
    tellHolder: (organisation, line) => {
      const attempt = line.attempt as { readonly round?: number } | undefined
      if (line.kind === 'round-completed') verified.add(`${organisation} ${attempt?.round}`)
      const text = holderText(organisation, line, attempt?.round)
      if (text !== '') narrator.drill(text)
    },
    tellEvaluator: (organisation, line) => {
      if (line.kind === 'joined') narrator.line(`${organisation} joins as an evaluator; its stake is put up.`)
      if (line.kind === 'not-taken')
        narrator.drill(`${organisation} is not heard on round ${line.round}: ${line.message}.`)
      if (line.kind !== 'utilities-shown') return
      const count = 1 + (shown.get(Number(line.round)) ?? 0)
      shown.set(Number(line.round), count)
      if (count === evaluators.length)
        narrator.line(
          `  All ${count} evaluators have shown what the groups of round ${line.round} are worth.`,
        )
    },
    verifiedReceipts: () => verified.size,
  }
}

/** Only what the coordinator's events do not tell: the holder's own no, its doubts, its return. */
function holderText(organisation: string, line: JsonLine, round: number | undefined): string {
  switch (line.kind) {
    case 'bounty-refused':
      return `${organisation} refuses the bounty: ${reasonsText(line.reasons)}.`
    case 'receipt-invalid':
      return `${organisation} does not accept the receipt of round ${round}: ${line.reason}.`
    case 'attempt-over':
      return `${organisation} is out of round ${round} (${line.how}: ${line.reason}).`
    case 'round-started':
      return line.resumedFrom === undefined
        ? ''
        : `${organisation} takes up round ${round} where it was (${line.resumedFrom}).`
    default:
      return ''
  }
}

function reasonsText(reasons: unknown): string {
  if (!Array.isArray(reasons)) return 'no reason given'
  return reasons
    .map((reason: { rule?: string; detail?: string }) => `${reason.rule}: ${reason.detail}`)
    .join('; ')
}
