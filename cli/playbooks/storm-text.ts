/** A storm as tables, a row a minute. */
import { timeText } from '../output.ts'
import type { Section } from './report.ts'
import { tableOf } from './report-page.ts'
import { type MinuteOfStorm, type RefusalKind, refusalKinds, type Storm } from './storm-analysis.ts'

/** Blocks of the longest bar. */
const barLength = 20
/** Rows of each table; what is beyond is in the JSON. */
const mostRows = 120

export function stormSections(storm: Storm): readonly Section[] {
  const shown = refusalKinds.filter(kind => storm.refused[kind] > 0)
  return [
    { title: 'Minute by minute', text: minutesTable(storm.minutes.slice(-mostRows), shown) },
    {
      title: 'By key',
      text: orNone(storm.keys.slice(0, mostRows), rows =>
        tableOf(
          ['key', 'of', 'refused', 'from strange networks'],
          rows.map(({ keyId, organisation, refused, strangePeers }) => [
            keyId,
            organisation === '' ? 'claimed' : organisation,
            Object.entries(refused)
              .map(([kind, count]) => `${count} ${kind}`)
              .join(', '),
            strangePeers.join(' '),
          ]),
        ),
      ),
    },
    {
      title: 'By address',
      text: orNone(storm.peers.slice(0, mostRows), rows =>
        tableOf(
          ['address (keyed hash)', 'refused', 'last told to wait'],
          rows.map(({ peer, refused, waitedAtMs }) => [
            peer,
            `${refused}`,
            waitedAtMs === 0 ? 'never' : timeText(waitedAtMs),
          ]),
        ),
      ),
    },
    {
      title: 'Alarms',
      text: orNone(storm.alarms.slice(-mostRows), rows =>
        tableOf(
          ['when', 'key', 'what'],
          rows.map(({ atMs, keyId, detail }) => [timeText(atMs), keyId, detail]),
        ),
      ),
    },
  ]
}

function orNone<T>(rows: readonly T[], text: (rows: readonly T[]) => string): string {
  return rows.length === 0 ? 'None.' : text(rows)
}

function minutesTable(minutes: readonly MinuteOfStorm[], shown: readonly RefusalKind[]): string {
  const totalOf = ({ refused }: MinuteOfStorm) => shown.reduce((sum, kind) => sum + refused[kind], 0)
  const most = Math.max(1, ...minutes.map(totalOf))
  return orNone(minutes, rows =>
    tableOf(
      ['minute', 'accepted', ...shown, 'refused'],
      rows.map(minute => [
        timeText(minute.startMs).slice(0, 16),
        `${minute.accepted}`,
        ...shown.map(kind => `${minute.refused[kind]}`),
        `${'█'.repeat(Math.ceil((barLength * totalOf(minute)) / most))} ${totalOf(minute)}`,
      ]),
    ),
  )
}
