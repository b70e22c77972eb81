import { dot, gridY, lineY, plot, ruleY, text } from '@observablehq/plot'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConsoleBounty } from '../console-state.ts'
import { formatAccuracy, formatBytes, formatUnits } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { accuracyByRound } from './state.ts'

type Points = ReturnType<typeof accuracyByRound>

/** Accuracy on the held-out test, round by round, against the buyer's target; and the same as a table. */
export function AccuracyChart({ bounty }: { bounty: ConsoleBounty }) {
  const points = accuracyByRound(bounty)
  return (
    <section class="card" aria-labelledby="accuracy-title">
      <h3 id="accuracy-title">Accuracy by round</h3>
      <Chart points={points} target={bounty.terms.target} rounds={bounty.terms.rounds} />
      <details>
        <summary>Rounds as a table</summary>
        <RoundTable bounty={bounty} />
      </details>
    </section>
  )
}

function Chart({ points, target, rounds }: { points: Points; target: number; rounds: number }) {
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const figures = points.map(point => point.accuracy).join()
  // `figures` stands for the points, which are new objects each time.
  useEffect(() => {
    if (width > 0) holder.current?.replaceChildren(drawChart(points, target, rounds, width))
  }, [figures, target, rounds, width])
  const latest = points.at(-1)
  const reached =
    latest === undefined
      ? 'no round is completed yet'
      : `accuracy after round ${latest.round} is ${formatAccuracy(latest.accuracy)}`
  const summary = `Line chart: ${reached}; the target is ${formatAccuracy(target)}. The table below holds every figure.`
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

function drawChart(points: Points, target: number, rounds: number, width: number): Element {
  const lowest = Math.min(target, ...points.map(point => point.accuracy))
  const floor = Math.max(0, Math.floor((lowest - 0.03) * 20) / 20)
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
      domain: [floor, 1],
      tickFormat: (value: number) => `${Math.round(value * 100)} %`,
      ticks: 5,
      tickSize: 0,
      label: null,
    },
    marks: [
      gridY({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      ruleY([target], { stroke: 'var(--target)', strokeWidth: 2, strokeDasharray: '6 4' }),
      text([target], {
        y: (value: number) => value,
        x: () => 1,
        text: () => `target ${formatAccuracy(target)}`,
        textAnchor: 'start',
        dx: 4,
        dy: -9,
        fill: 'var(--target-ink)',
        fontWeight: 600,
      }),
      lineY(points, {
        x: 'round',
        y: 'accuracy',
        stroke: 'var(--accent)',
        strokeWidth: 2.5,
        curve: 'monotone-x',
      }),
      dot(points, {
        x: 'round',
        y: 'accuracy',
        r: 4,
        fill: 'var(--surface)',
        stroke: 'var(--accent)',
        strokeWidth: 2.5,
      }),
      dot(last, { x: 'round', y: 'accuracy', r: 5, fill: 'var(--accent)' }),
      text(last, {
        x: 'round',
        y: 'accuracy',
        text: (point: Points[number]) => formatAccuracy(point.accuracy),
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
  const ended = bounty.rounds.filter(round => round.finishedAtMs > 0)
  return (
    <ScrollRegion label="Table of rounds">
      <table>
        <caption class="unseen">Each round: accuracy, holders, dropouts, upload and pay</caption>
        <thead>
          <tr>
            <th scope="col">Round</th>
            <th scope="col" class="number">
              Accuracy
            </th>
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
                {round.round}
                {round.attempt > 1 && <small> attempt {round.attempt}</small>}
              </th>
              <td class="number">
                {round.state === 'abandoned'
                  ? 'abandoned'
                  : round.total > 0
                    ? formatAccuracy(round.correct / round.total)
                    : '–'}
              </td>
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
