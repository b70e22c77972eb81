import type { CoordinatorPort } from '../../protos/service.ts'
import type { Clock } from '../clock.ts'

/** Wakes a poller as soon as the coordinator tells that something was posted. */
export interface Doorbell {
  /** Resolves at the next ring, or after `longestMs`. */
  wait(longestMs: number): Promise<void>
}

/**
 * Listens to the events of the coordinator while `signal` lasts. The bell only saves time: a stream that breaks is
 * opened again at the next wait, and whoever waits looks for itself.
 */
export function openDoorbell(port: CoordinatorPort, clock: Clock, signal: AbortSignal): Doorbell {
  let after = 0
  let isListening = false
  let ring: () => void = () => undefined
  const listen = async () => {
    isListening = true
    try {
      for await (const event of port.watch({ bountyId: '', after }, signal)) {
        after = event.sequence
        if (event.kind === 'bounty-posted') ring()
      }
    } finally {
      isListening = false
    }
  }
  return {
    async wait(longestMs) {
      const waking = new AbortController()
      ring = () => waking.abort()
      if (!isListening) listen().catch(() => undefined)
      await clock.sleep(longestMs, AbortSignal.any([signal, waking.signal]))
      ring = () => undefined
    },
  }
}
