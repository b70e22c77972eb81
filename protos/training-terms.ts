/** The part of a bounty's terms that says how a model is trained, and the arithmetic that follows from it alone. */
import { z } from 'zod'

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const factor = z.number().positive().max(1)

/** How the holders' learning rate changes from round to round; absent, it does not. */
const scheduleSchema = z.discriminatedUnion('kind', [
  /** Times `factor` after every `every` rounds. */
  z.strictObject({ kind: z.literal('step'), every: z.number().int().min(1).max(10_000), factor }),
  /** Times `factor` after every round. */
  z.strictObject({ kind: z.literal('exponential'), factor }),
  /**
   * Down half a cosine towards `floor` times the rate (Loshchilov and Hutter 2017, eq. 5): the round after the last would be
   * there, so that no round trains at a rate of zero.
   */
  z.strictObject({ kind: z.literal('cosine'), floor: z.number().min(0).max(1) }),
])

export const trainingSchema = z.strictObject({
  rounds: z.number().int().min(1).max(10_000),
  minimumRounds: z.number().int().min(1).max(10_000),
  stopAtTarget: z.boolean(),
  localEpochs: z.number().int().min(1).max(100),
  /** Examples in a step of a holder; "all" takes all of its records in one step. */
  batchSize: z.union([z.number().int().min(1).max(100_000), z.literal('all')]),
  learningRate: z.number().positive().max(100),
  schedule: scheduleSchema.optional(),
  /** Share of the last step that a holder takes again within a round (heavy ball); absent, none. */
  momentum: z.number().min(0).max(0.999).optional(),
  /** The algorithm with its settings, checked by learning, which knows them; absent, federated averaging. */
  algorithm: z.record(z.string(), z.json()).optional(),
  /** L2 norm to which a holder clips its update. */
  clipNorm: z.number().positive().max(1e6),
  /** Largest absolute value of one coordinate of an update; larger ones saturate. */
  range: z.number().positive().max(1e6),
  seed: z.number().int().min(0).max(0xffff_ffff),
  /** Training ends after so many rounds without a better figure of `acceptance.metric`, but not before `minimumRounds`. */
  patience: z
    .strictObject({
      rounds: z.number().int().min(1).max(1_000),
      /** What counts as better: by more than so much, in the metric's own unit. */
      minimumImprovement: z.number().min(0).max(1e6).optional(),
    })
    .optional(),
  /** Which round's model is delivered: that of the last round, or the one with the best figure of `acceptance.metric`. */
  keep: z.enum(['last', 'best']).optional(),
  /** An uploaded model file that training starts from; absent, parameters are drawn from `seed`. */
  start: z.strictObject({ sha256: hex32 }).optional(),
})
export type TrainingTerms = z.infer<typeof trainingSchema>

/** Below it a step is lost in the rounding of any parameter that is worth having. */
const leastLearningRate = 1e-12

/** What a schedule comes to that nobody can train at, with the way out; undefined where there is none, or its fields are faulty. */
export function scheduleFault(
  training: Pick<TrainingTerms, 'learningRate' | 'schedule' | 'rounds'>,
): string | undefined {
  const { schedule, learningRate, rounds } = training
  if (!scheduleSchema.safeParse(schedule).success || !(learningRate > 0 && rounds >= 1)) return undefined
  const last = learningRateOf(training, training.rounds)
  if (last >= leastLearningRate) return undefined
  return `brings the learning rate to ${last} by round ${training.rounds}, and below ${leastLearningRate} nothing is learnt: use a larger factor or fewer rounds`
}

/** The holders' learning rate in a training round, counted from 1; the least is that of the last round. */
export function learningRateOf(
  { learningRate, schedule, rounds }: Pick<TrainingTerms, 'learningRate' | 'schedule' | 'rounds'>,
  round: number,
): number {
  const before = round - 1
  switch (schedule?.kind) {
    case undefined:
      return learningRate
    case 'step':
      return learningRate * schedule.factor ** Math.floor(before / schedule.every)
    case 'exponential':
      return learningRate * schedule.factor ** before
    case 'cosine': {
      const height = (1 + Math.cos((Math.PI * before) / rounds)) / 2
      return learningRate * (schedule.floor + (1 - schedule.floor) * height)
    }
  }
}

/** Examples in a step of a holder that has so many. */
export function batchSizeOf({ batchSize }: Pick<TrainingTerms, 'batchSize'>, examples: number): number {
  return batchSize === 'all' ? examples : batchSize
}
