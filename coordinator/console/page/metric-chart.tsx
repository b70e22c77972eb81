import { dot, gridY, lineY, plot, ruleX, ruleY, text } from '@observablehq/plot'
import { useEffect, useRef, useState } from 'preact/hooks'
import { figureOf, isLowerBetter, metricTitle } from '../../../protos/metrics.ts'
import type { ConsoleBounty, ConsoleRound } from '../console-state.ts'
import { formatBytes, formatMetric, formatTarget, formatUnits, roundName, sentenceCase } from './format.ts'
import { metricAxis } from './metric-axis.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { figuresByRound, holdersByRound } from './state.ts'

type Points = ReturnType<typeof figuresByRound>
type Terms = ConsoleBounty['terms']

/** The metric on the held-out test, round by round, against the buyer's target; and the same as a table. */
export function MetricChart({ bounty }: { bounty: ConsoleBounty }) {
  return (
    <section class="card" aria-labelledby="metric-title">
      <h3 id="metric-title">{sentenceCase(metricTitle(bounty.terms.metric))} by round</h3>
      <Chart points={figuresByRound(bounty)} holders={holdersByRound(bounty)} terms={bounty.terms} />
      {holdersByRound(bounty).length > 0 && (
        <p class="legend">Dotted: the same on records that the holders keep out of training.</p>
      )}
      <details>
        <summary>Rounds as a table</summary>
        <RoundTable bounty={bounty} />
      </details>
    </section>
  )
}

function Chart({ points, holders, terms }: { points: Points; holders: Points; terms: Terms }) {
  const { metric, target, rounds } = terms
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const figures = [...points, ...holders]
    .map(({ round, value, low, high }) => [round, value, low, high].join(':'))
    .join()
  // `figures` stands for the points, which are new objects each time, as the terms are.
  useEffect(() => {
    if (width > 0) holder.current?.replaceChildren(drawChart(points, holders, terms, width))
  }, [figures, metric, target, rounds, width])
  const latest = points.at(-1)
  const reached =
    latest === undefined
      ? 'no round is completed yet'
      : `${metricTitle(metric)} after round ${latest.round} is ${formatMetric(metric, latest.value)}`
  const summary = `Line chart: ${reached}; the target is ${formatTarget(terms)}. The table below holds every figure.`
  return <div class="chart" ref={holder} role="img" aria-label={summary} />
}

function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(entries => setWidth(Math.floor(entries[0]?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}

function drawChart(points: Points, holders: Points, terms: Terms, width: number): Element {
  const { metric, target, rounds } = terms
  const axis = metricAxis(metric, target, [...points, ...holders.map(({ value }) => ({ value }))])
  const measured = points.filter(({ low, high }) => low !== undefined && high !== undefined)
  const last = points.slice(-1)
  const isAtEnd = (last[0]?.round ?? 0) > rounds * 0.8
  const figure = plot({
    className: 'plot',
    width,
    height: 250,
    marginTop: 26,
    marginRight: 22,
    marginBottom: 38,
    marginLeft: 48,
    x: {
      domain: [1, Math.max(2, rounds)],
      ticks: Math.min(rounds, Math.floor(width / 60)),
      tickFormat: roundTick,
      label: 'Round',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: axis.domain,
      tickFormat: axis.tickText,
      ticks: 5,
      tickSize: 0,
      label: null,
    },
    marks: [
      gridY({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      ruleY([target], { stroke: 'var(--target)', strokeWidth: 2, strokeDasharray: '6 4' }),
      text([target], {
        y: (value: number) => value,
        // Where the line is on the other side of the target: a metric that shrinks comes from above.
        x: () => (isLowerBetter(metric) ? Math.max(2, rounds) : 1),
        text: () => `target ${formatTarget(terms)}`,
        textAnchor: isLowerBetter(metric) ? 'end' : 'start',
        dx: isLowerBetter(metric) ? -4 : 4,
        dy: -9,
        fill: 'var(--target-ink)',
        fontWeight: 600,
      }),
      // What 19 of 20 test sets like this one would say.
      ruleX(measured, {
        x: 'round',
        y1: 'low',
        y2: 'high',
        stroke: 'var(--accent)',
        strokeWidth: 6,
        strokeOpacity: 0.25,
        strokeLinecap: 'round',
      }),
      lineY(holders, {
        x: 'round',
        y: 'value',
        stroke: 'var(--ink-soft)',
        strokeWidth: 2,
        strokeDasharray: '2 4',
        curve: 'monotone-x',
      }),
      lineY(points, {
        x: 'round',
        y: 'value',
        stroke: 'var(--accent)',
        strokeWidth: 2.5,
        curve: 'monotone-x',
      }),
      dot(points, {
        x: 'round',
        y: 'value',
        r: 4,
        fill: 'var(--surface)',
        stroke: 'var(--accent)',
        strokeWidth: 2.5,
      }),
      dot(last, { x: 'round', y: 'value', r: 5, fill: 'var(--accent)' }),
      text(last, {
        x: 'round',
        y: 'value',
        text: (point: Points[number]) => formatMetric(metric, point.value),
        dx: isAtEnd ? 6 : 9,
        dy: isAtEnd ? 20 : 15,
        textAnchor: isAtEnd ? 'end' : 'start',
        fill: 'var(--ink)',
        stroke: 'var(--surface)',
        strokeWidth: 5,
        fontWeight: 700,
        fontSize: 13,
      }),
    ],
  })
  // The page's policy allows no inline style sheet; app.css holds what the chart needs.
  figure.querySelector('style')?.remove()
  figure.setAttribute('aria-hidden', 'true')
  return figure
}

function roundTick(round: number): string {
  return Number.isInteger(round) ? `${round}` : ''
}

function RoundTable({ bounty }: { bounty: ConsoleBounty }) {
  const { metric } = bounty.terms
  const ended = bounty.rounds.filter(round => round.finishedAtMs > 0)
  const holders = new Map(holdersByRound(bounty).map(({ round, value }) => [round, value]))
  const isAtHolders = holders.size > 0
  const isAdaptive = ended.some(({ clipNorm }) => clipNorm !== undefined)
  const isNumbered = (round: number) => round > 0 && round <= bounty.terms.rounds
  const atHolders = (round: number) => {
    const value = holders.get(round)
    return value === undefined ? '–' : formatMetric(metric, value)
  }
  return (
    <ScrollRegion label="Table of rounds">
      <table>
        <caption class="unseen">Each round: {metricTitle(metric)}, holders, dropouts, upload and pay</caption>
        <thead>
          <tr>
            <th scope="col">Round</th>
            <th scope="col" class="number">
              {sentenceCase(metricTitle(metric))}
            </th>
            {isAtHolders && (
              <th scope="col" class="number">
                At the holders
              </th>
            )}
            {isAdaptive && (
              <th scope="col" class="number">
                Clip norm
              </th>
            )}
            <th scope="col" class="number">
              Holders
            </th>
            <th scope="col" class="number">
              Dropped
            </th>
            <th scope="col" class="number">
              Uploaded
            </th>
            <th scope="col" class="number">
              Paid
            </th>
          </tr>
        </thead>
        <tbody>
          {ended.map(round => (
            <tr key={`${round.round}-${round.attempt}`}>
              <th scope="row">
                {isNumbered(round.round) ? round.round : roundName(round.round, bounty.terms.rounds)}
                {round.attempt > 1 && <small> attempt {round.attempt}</small>}
              </th>
              <td class="number">
                <TestResult round={round} metric={metric} />
              </td>
              {isAtHolders && <td class="number">{atHolders(round.round)}</td>}
              {isAdaptive && <td class="number">{round.clipNorm?.toPrecision(3) ?? '–'}</td>}
              <td class="number">{round.survivors.length}</td>
              <td class="number">{round.dropouts.length}</td>
              <td class="number">{formatBytes(round.uploadBytes)}</td>
              <td class="number">
                {formatUnits(round.pays.reduce((sum, pay) => sum + BigInt(pay.amountUnits), 0n))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

const unevaluated = { awaited: 'awaited', missed: 'not evaluated', done: '–' } as const

/** What the test says of a round, above its interval. */
function TestResult({ round, metric }: { round: ConsoleRound; metric: Terms['metric'] }) {
  if (round.state === 'abandoned') return <>abandoned</>
  const figure = figureOf(round, metric)
  if (figure === undefined) return <>{unevaluated[round.buyerEvaluation ?? 'done']}</>
  const { value, low, high } = figure
  if (low === undefined || high === undefined) return <>{formatMetric(metric, value)}</>
  return (
    <>
      {formatMetric(metric, value)}{' '}
      <small class="interval">{`${formatMetric(metric, low)} – ${formatMetric(metric, high)}`}</small>
    </>
  )
}
