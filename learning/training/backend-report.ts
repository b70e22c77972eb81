/** What each backend says for itself on this machine, for `parley doctor`. */
import { type BackendName, backendNames } from './backends.ts'
import { endWorker, startTrainingWorker } from './worker-host.ts'
import type { WorkerMessage } from './worker-messages.ts'

/**
 * `chosen`: training uses it. `available`: it works, another is faster. `on-request`: it works and is used only when it is
 * insisted on. `unavailable`: it does not work here.
 */
export type BackendState = 'chosen' | 'available' | 'on-request' | 'unavailable'

/** One line of the report. `detail` says who computes, or why it cannot be used here. */
export interface BackendEntry {
  readonly name: BackendName
  readonly state: BackendState
  readonly detail: string
}

/** Starts each backend in a worker of its own, one after another, the fastest first. */
export async function backendReport(insisted?: BackendName): Promise<readonly BackendEntry[]> {
  const entries: BackendEntry[] = []
  let chosen: BackendName | undefined
  for (const name of backendNames) {
    const entry = await tryBackend(name)
    if (entry.state === 'available' && insisted === undefined) chosen ??= name
    if (entry.state !== 'unavailable' && insisted === name) chosen = name
    entries.push(chosen === name ? { ...entry, state: 'chosen' } : entry)
  }
  return entries
}

/** Whether a backend can be used here, as a worker finds that insists on it. */
export async function tryBackend(name: BackendName): Promise<BackendEntry> {
  const worker = startTrainingWorker({ backend: name })
  const entry = await new Promise<BackendEntry>(resolve => {
    const refuse = (detail: string) => resolve({ name, state: 'unavailable', detail })
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'not-started') refuse(message.reason)
      if (message.kind !== 'started') return
      resolve({
        name,
        state: message.isSoftwareRenderer ? 'on-request' : 'available',
        detail: message.detail,
      })
    })
    worker.on('error', ({ message }) => refuse(message))
    worker.on('exit', code => refuse(`its worker exited with code ${code}`))
  })
  await endWorker(worker)
  return entry
}
