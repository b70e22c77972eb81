/**
 * Writes events of security down. What is part of a change is recorded in the change's own transaction; refusals, which have none, are
 * gathered and written together a moment later, and beyond so many of one kind in a minute they are counted: whoever floods the door
 * fills no disk.
 */
import { type AuditEvent, auditEvent } from '../../protos/audit/index.ts'
import type { Log } from '../log/index.ts'
import type { Journal } from '../parts.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import { insertEvents, sealEvents } from './audit-store.ts'

export interface Audit {
  /** With the change that it is about. */
  record(tx: Transaction, event: AuditEvent): Promise<void>
  /** Of what changed nothing. Never waits, never throws; lost if the process dies within the next moment. */
  note(event: AuditEvent): void
  /** Writes down what was noted, and makes batches of all there is. */
  seal(): Promise<void>
  close(): Promise<void>
}

export interface AuditOptions {
  readonly storage: Storage
  readonly log: Log
  readonly world: World
  readonly journal: Journal
  /** Until noted events are written. */
  readonly flushMs?: number
}

const minuteMs = 60_000
/** Of one method, reason and organisation within a minute; those beyond are counted. */
const mostAlike = 60
/** Kinds of refusals that are told apart within a minute; what is beyond is counted as one. */
const mostKinds = 1_000

interface Tally {
  written: number
  counted: number
  readonly first: AuditEvent
}

export function openAudit({ storage, log, world, journal, flushMs = 250 }: AuditOptions): Audit {
  let waiting: AuditEvent[] = []
  let tallies = new Map<string, Tally>()
  let minute = Math.floor(world.nowMs() / minuteMs)
  let cancelFlush: (() => void) | undefined
  let flushing: Promise<void> = Promise.resolve()

  function note(event: AuditEvent): void {
    const now = Math.floor(world.nowMs() / minuteMs)
    if (now !== minute) closeMinute(now)
    const alike = `${event.kind} ${event.method} ${event.organisation} ${event.detail}`
    const key = tallies.has(alike) || tallies.size < mostKinds ? alike : 'others'
    const tally = tallies.get(key) ?? { written: 0, counted: 0, first: event }
    tallies.set(key, tally)
    if (tally.written >= mostAlike) {
      tally.counted += 1
      return
    }
    tally.written += 1
    waiting.push(event)
    cancelFlush ??= world.after(flushMs, () => void flush())
  }

  function closeMinute(next: number): void {
    for (const { counted, first } of tallies.values()) {
      if (counted === 0) continue
      const { kind, method, organisation, detail } = first
      const told = `${counted} more like this within a minute (${kind}): ${detail}`.slice(0, 500)
      waiting.push(
        auditEvent({ atMs: world.nowMs(), kind: 'requests-refused', method, organisation, detail: told }),
      )
    }
    tallies = new Map()
    minute = next
  }

  function flush(): Promise<void> {
    cancelFlush?.()
    cancelFlush = undefined
    const events = waiting
    waiting = []
    flushing = flushing.then(() => write(events))
    return flushing
  }

  async function write(events: readonly AuditEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += eventsPerStatement) {
      const part = events.slice(from, from + eventsPerStatement)
      try {
        await storage.transaction(tx => insertEvents(tx, part))
      } catch (error) {
        journal.error({ error, lost: part.length }, 'events of security could not be written down')
      }
    }
  }

  async function seal(): Promise<void> {
    closeMinute(Math.floor(world.nowMs() / minuteMs))
    await flush()
    while ((await storage.transaction(tx => sealEvents(tx, log, world.nowMs()))) > 0);
  }

  return {
    record: (tx, event) => insertEvents(tx, [event]),
    note,
    seal,
    close: seal,
  }
}

/** Four parameters each, well below what a statement takes. */
const eventsPerStatement = 1_000
