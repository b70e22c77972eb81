/** The voice of the demonstration: lines as they happen and, on a terminal, one line of progress below them. */
import colors from 'picocolors'
import type { World } from '../world.ts'

export interface Narrator {
  heading(text: string): void
  line(text: string): void
  /** Something of the drills, or something that went otherwise than planned. */
  drill(text: string): void
  /** The line of progress; '' takes it away. Shown on terminals only. */
  progress(text: string): void
  close(): void
}

export function openNarrator(world: World, stream: World['stdout'] | World['stderr']): Narrator {
  const startMs = world.nowMs()
  const isLive = stream.isTTY === true
  let shown = ''
  const erase = () => {
    if (shown !== '') stream.write('\r\u001b[2K')
  }
  const write = (text: string) => {
    erase()
    const seconds = ((world.nowMs() - startMs) / 1000).toFixed(1).padStart(6)
    stream.write(`${colors.dim(`${seconds} s`)}  ${text}\n`)
    if (shown !== '') stream.write(shown)
  }
  return {
    heading: text => write(colors.bold(text)),
    line: write,
    drill: text => write(colors.yellow(text)),
    progress: text => {
      if (!isLive || text === shown) return
      erase()
      shown = text
      stream.write(text)
    },
    close: () => {
      erase()
      shown = ''
    },
  }
}

/** 437 of 1000 as a bar of ten cells. */
export function progressBar(permille: number): string {
  const full = Math.round(Math.min(1000, Math.max(0, permille)) / 100)
  return `${'█'.repeat(full)}${'░'.repeat(10 - full)}`
}
