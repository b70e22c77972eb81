/** Explained lines as people and programs read them. */
import { type ExplainedLine, type Step, stepText } from '../protos/explained-money/index.ts'
import { shortId, timeText, unitsText } from './output.ts'

/** For --json: the line, the formulas, and the leaf that they follow from. */
export function explainedJson({ line, movement }: ExplainedLine) {
  if (movement === undefined) return { ...line, leaf: null, steps: [] }
  const { leafIndex, leafKind, steps } = movement
  return { ...line, leaf: { index: leafIndex, kind: leafKind }, steps: steps.map(stepJson) }
}

function stepJson({ what, expression, value, note }: Step) {
  return { what, expression, value, ...(note === undefined ? {} : { note }) }
}

/** Why a line has no formula. */
function unexplained({ line }: ExplainedLine): string {
  if (line.bountyId === '') return 'of no bounty: paid in or out outside the log'
  return 'the public log has no such movement: ask the operator'
}

export function explainedText(lines: readonly ExplainedLine[], checkpoint: number): string {
  if (lines.length === 0) return 'Nothing has moved.'
  const told = lines.map(explained => {
    const { line, movement } = explained
    const { journal, atMs, kind, account, amountUnits, balanceUnits, bountyId, round } = line
    const sign = amountUnits < 0n ? '-' : '+'
    const size = amountUnits < 0n ? -amountUnits : amountUnits
    const where = bountyId === '' ? '' : `, bounty ${shortId(bountyId)}${round > 0 ? ` round ${round}` : ''}`
    const head = `${journal}  ${timeText(atMs)}  ${kind}${where}: ${sign}${unitsText(size)} on ${shortAccount(account)}, then ${unitsText(balanceUnits)}`
    if (movement === undefined) return `${head}\n    ${unexplained(explained)}`
    const steps = movement.steps.map(step => `    ${stepText(step)}`)
    return [head, ...steps, `    from leaf ${movement.leafIndex} of the log (${movement.leafKind})`].join(
      '\n',
    )
  })
  return [
    ...told,
    '',
    `Every leaf named here is in the log of ${checkpoint} leaves that the coordinator signed.`,
  ].join('\n')
}

/** An account's name with the bounty's id cut to its first digits. */
function shortAccount(account: string): string {
  return account.replace(/[0-9a-f]{64}/, shortId)
}
