/** The report of a playbook as a page for people. */
import { timeText } from '../output.ts'
import type { PlaybookReport, ReportedStep } from './report.ts'

export function reportPage(report: PlaybookReport): string {
  const { playbook, about, by, startedAtMs, endedAtMs, secondsToContain, steps, remaining, sections } = report
  const parts = [
    `# ${playbook}: ${about}`,
    verdictOf(report),
    [
      `- run by ${by}`,
      `- begun ${timeText(startedAtMs)}${endedAtMs === 0 ? '' : `, ended ${timeText(endedAtMs)}`}`,
      ...(secondsToContain === null ? [] : [`- after ${secondsToContain.toFixed(1)} s: ${report.contained}`]),
      `- coordinator ${report.coordinatorKey}`,
      ...report.files.map(file => `- file ${file}`),
    ].join('\n'),
    `## Steps\n\n${tableOf(['when', 'seconds', 'step', 'outcome'], steps.map(stepRow))}`,
    `## Checks\n\n${checksText(steps)}`,
    ...sections.map(({ title, text }) => `## ${title}\n\n${text}`),
    `## By hand\n\n${remaining.length === 0 ? 'Nothing.' : remaining.map(task => `- [ ] ${task}`).join('\n')}`,
    `## To be sent\n\nWords in capitals are to be filled in.\n\n${lettersText(report)}`,
  ]
  return `${parts.join('\n\n')}\n`
}

function verdictOf({ ok, isOver, steps }: PlaybookReport): string {
  if (ok) return '**Every step was done, and every check holds.**'
  if (!isOver) return '**Not over: it runs, or was broken off. Begin it again; what is done is found done.**'
  const failed = steps.filter(({ outcome }) => outcome === 'failed').map(({ title }) => title)
  const wanting = steps.flatMap(({ checks }) => checks).filter(({ holds }) => !holds)
  return `**Not in order: ${[...failed, ...wanting.map(({ claim }) => `not so: ${claim}`)].join('; ')}.**`
}

function stepRow({ startedAtMs, endedAtMs, title, outcome, detail }: ReportedStep): readonly string[] {
  const seconds = ((endedAtMs - startedAtMs) / 1000).toFixed(1)
  return [timeText(startedAtMs), seconds, title, `${outcome}${detail === '' ? '' : `: ${detail}`}`]
}

function checksText(steps: readonly ReportedStep[]): string {
  const rows = steps
    .flatMap(({ checks }) => checks)
    .map(({ claim, how, holds, detail }) => [holds ? 'holds' : '**does not hold**', claim, how, detail])
  return rows.length === 0 ? 'None was made.' : tableOf(['', 'what', 'how it was asked', 'answer'], rows)
}

function lettersText({ letters }: PlaybookReport): string {
  if (letters.length === 0) return 'Nothing.'
  return letters
    .map(
      ({ to, subject, text }) =>
        `### To ${to}\n\n> **${subject}**\n>\n${text
          .split('\n')
          .map(line => `> ${line}`.trimEnd())
          .join('\n')}`,
    )
    .join('\n\n')
}

/** A table of Markdown; what would end a cell is written otherwise. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
