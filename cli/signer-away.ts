/** A vault or token that is away for a while ends what needs a signature in its middle; what goes on from disk is begun again. */
import { type Clock, SignerError } from '../client/index.ts'

const pauseMs = 5_000

export interface Away {
  readonly clock: Pick<Clock, 'sleep'>
  readonly signal: AbortSignal
  readonly tell: (message: string) => void
}

/** Runs `work` again while its signer is out of reach, until the signal aborts; what else it throws is thrown. */
export async function whileSignerAway(
  work: () => Promise<void>,
  { clock, signal, tell }: Away,
): Promise<void> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof SignerError) || error.reason !== 'unreachable' || signal.aborted) throw error
      tell(`${error.message}; it is tried again`)
      await clock.sleep(pauseMs, signal)
    }
  }
}
