/** What the model store needs now and then: places that missed something get it, ended bounties' models go, everything is read once a day. */

import type { ObjectStore } from './object-store.ts'
import type { ReplicatedBlobs } from './replicated-blobs.ts'
import { type ScrubReport, scrub } from './scrub.ts'

export interface UpkeepOptions {
  readonly blobs: ReplicatedBlobs
  readonly objects: ObjectStore
  /** Milliseconds between two scrubs; the first comes an hour after the start, or sooner. */
  readonly scrubEveryMs: number
  /** Shreds what ended bounties left; safe to repeat. */
  readonly shredEnded: () => Promise<unknown>
  readonly world: {
    readonly nowMs: () => number
    readonly after: (delayMs: number, action: () => void) => () => void
  }
  readonly journal: {
    info(facts: object, message: string): void
    warn(facts: object, message: string): void
    error(facts: object, message: string): void
  }
}

const firstScrubMs = 3_600_000
const catchUpEveryMs = 300_000

export function startUpkeep(options: UpkeepOptions): { close(): Promise<void> } {
  const { blobs, objects, scrubEveryMs, shredEnded, world, journal } = options
  const stopping = new AbortController()
  let nextScrubMs = world.nowMs() + Math.min(scrubEveryMs, firstScrubMs)
  let running: Promise<void> = Promise.resolve()
  let cancel: () => void

  async function once(): Promise<void> {
    try {
      const written = await blobs.catchUp()
      if (written > 0) journal.info({ blobs: written }, 'places of the model store got what they had missed')
      if (world.nowMs() < nextScrubMs) return
      nextScrubMs = world.nowMs() + scrubEveryMs
      await shredEnded()
      const { signal } = stopping
      tell(await scrub(blobs.backends, { expected: await objects.addresses(), signal }))
    } catch (error) {
      journal.error({ error: String(error) }, 'the model store could not be looked after; tried again later')
    }
  }

  function tell({ findings, unlisted, isWhole, blobs: count, stores }: ScrubReport): void {
    const facts = { blobs: count, stores, findings: findings.slice(0, 100), unlisted }
    if (isWhole) journal.info(facts, 'the model store was read through and is whole')
    else
      journal.error(
        facts,
        'the model store is not whole: run parley coordinator scrub, and see docs/model-store.md',
      )
  }

  const wait = () => {
    cancel = world.after(Math.min(scrubEveryMs, catchUpEveryMs), () => {
      running = once().then(() => {
        if (!stopping.signal.aborted) wait()
      })
    })
  }
  wait()
  return {
    async close() {
      stopping.abort()
      cancel()
      await running
    },
  }
}
