import type { z } from 'zod'
import type { experimentSchema } from '../experiment/experiment.ts'

/** An experiment that comes with the program. */
export interface Preset {
  readonly experiment: z.input<typeof experimentSchema>
  /** What of the literature it plays again, in a few words. */
  readonly reproduces: string
  /** How long it takes on two cores, in words. */
  readonly takes: string
}
