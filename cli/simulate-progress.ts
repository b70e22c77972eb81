/** How a running experiment looks: a line for each running run on a terminal, a sentence now and then on a pipe. */
import type { PlayEvent } from '../simulator/player/index.ts'
import { percentText } from './output.ts'
import type { World } from './world.ts'

interface Running {
  readonly run: string
  readonly rounds: number
  readonly startedMs: number
  /** Rounds that were there when it began. */
  readonly after: number
  round: number
  accuracies: number[]
  share: number
}

export interface SimulateProgress {
  tell(event: PlayEvent): void
  /** Clears what is live, so that results follow on clean ground. */
  close(): void
}

const liveEveryMs = 200
const noteEveryMs = 10_000

export function openProgress({ stderr, nowMs, env }: World): SimulateProgress {
  const isLive = stderr.isTTY === true && env.TERM !== 'dumb'
  const running = new Map<string, Running>()
  let [drawn, toldMs] = [0, Number.NEGATIVE_INFINITY]
  const erase = () => {
    if (drawn > 0) stderr.write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }
  const say = (text: string) => {
    erase()
    stderr.write(`${text}\n`)
  }
  const draw = () => {
    const now = nowMs()
    if (now - toldMs < (isLive ? liveEveryMs : noteEveryMs)) return
    toldMs = now
    erase()
    const lines = [...running.values()].map(each => runningText(each, now))
    stderr.write(lines.map(line => `${line}\n`).join(''))
    if (isLive) drawn = lines.length
  }
  return {
    tell: event => {
      const text = remember(running, event, nowMs())
      if (text !== undefined) say(text)
      draw()
    },
    close: erase,
  }
}

/** Takes an event in; what of it is worth a line that stays. */
function remember(running: Map<string, Running>, event: PlayEvent, nowMs: number): string | undefined {
  if (event.kind === 'planned') return plannedText(event)
  if (event.kind === 'ended') {
    const ended = running.get(event.run)
    running.delete(event.run)
    return endedText(event, ended)
  }
  const { run, report } = event
  if (report.kind === 'started') {
    const { after, rounds } = report
    running.set(run, { run, rounds, after, startedMs: nowMs, round: after, accuracies: [], share: 0 })
    return after === 0 ? undefined : `${run} goes on after round ${after}`
  }
  const one = running.get(run)
  if (one === undefined) return undefined
  if (report.kind === 'progress') one.share = report.trained / Math.max(1, report.drawn)
  else {
    Object.assign(one, { round: report.line.round, share: 0 })
    one.accuracies.push(report.line.metrics.accuracy ?? 0)
  }
  return undefined
}

function plannedText({ runs, finished, workers }: PlayEvent & { kind: 'planned' }): string {
  const left = runs - finished
  const done = finished === 0 ? '' : `, ${finished} of them finished before`
  return `${runs} ${runs === 1 ? 'run' : 'runs'}${done}; ${left} to play in ${workers} ${workers === 1 ? 'thread' : 'threads'}`
}

function endedText(
  { run, reply }: PlayEvent & { kind: 'ended' },
  one: Running | undefined,
): string | undefined {
  if (reply.kind === 'failed') return `${run} failed: ${reply.failure.message}`
  if (reply.kind === 'interrupted')
    return one === undefined ? undefined : `${run} interrupted after round ${one.round}`
  if (one === undefined || reply.kind === 'checked') return undefined
  const last = one.accuracies.at(-1)
  const accuracy = last === undefined ? '' : `, accuracy ${percentText(last)}`
  const ended = reply.reason === 'diverged' || reply.reason === 'aborted' ? reply.reason : 'finished'
  return `${run} ${ended}: ${one.round} rounds in ${durationText(reply.seconds)}${accuracy}`
}

function runningText(
  { run, rounds, round, after, startedMs, accuracies, share }: Running,
  nowMs: number,
): string {
  const done = round - after + share
  const pace = done / Math.max((nowMs - startedMs) / 1000, 1e-3)
  // The first part of the first round says little: what is loaded once is in it.
  const speed =
    done < 0.5
      ? ''
      : `, ${pace.toPrecision(2)} rounds/s, at most ${durationText((rounds - round - share) / pace)} left`
  const last = accuracies.at(-1)
  const accuracy = last === undefined ? '' : `, accuracy ${percentText(last)} ${sparkline(accuracies)}`
  return `${run}: round ${round} of ${rounds}${accuracy}${speed}`
}

const blocks = '▁▂▃▄▅▆▇█'

/** The last values as a row of bars between their least and their most. */
function sparkline(values: readonly number[]): string {
  const shown = values.slice(-20)
  const [least, most] = [Math.min(...shown), Math.max(...shown)]
  return shown
    .map(value => blocks[Math.floor(((value - least) / (most - least || 1)) * (blocks.length - 1))])
    .join('')
}

/** 75 as "1 min 15 s". */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
