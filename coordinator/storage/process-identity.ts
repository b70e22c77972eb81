import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import process from 'node:process'

/** What names one process among all that ever ran: its number alone is used again after it died. */
export interface ProcessIdentity {
  readonly hostname: string
  /** Changes at each start of the machine; null where the system does not tell. */
  readonly bootId: string | null
  /** The space in which `pid` is counted (a container has its own); null where the system does not tell. */
  readonly pidNamespace: string | null
  readonly pid: number
  /** When the process started, in the system's own ticks; null where the system does not tell. */
  readonly startTicks: string | null
}

/** What a lock asks of the system. `startTicksOf` answers 'none' for a process that no longer runs. */
export interface ProcessTable {
  readonly self: ProcessIdentity
  readonly startTicksOf: (pid: number) => string | null | 'none'
}

/** This process and its neighbours, from /proc where there is one. */
export function systemProcessTable(): ProcessTable {
  const self = {
    hostname: hostname(),
    bootId: readOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: readOrNull(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
  }
  return { self, startTicksOf }
}

function startTicksOf(pid: number): string | null | 'none' {
  if (!isRunning(pid)) return 'none'
  const line = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (line === null) return null
  // The second field is the program's name in brackets and may hold anything; fields are counted after it.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const hasEnded = fields[0] === 'Z' || fields[0] === 'X'
  return hasEnded ? 'none' : (fields[19] ?? null)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readOrNull(read: () => string): string | null {
  try {
    return read()
  } catch {
    return null
  }
}
