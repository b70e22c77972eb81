/**
 * An experiment in one file: which data, cut how among how many virtual holders, trained how, under which attack, with
 * which seeds, and over which values of which fields. Fields mean what they mean in a bounty; what they come to is the terms
 * of one (`engine/terms-of.ts`), held to the same rules.
 */
import { z } from 'zod'
import { privacySchema } from '../../protos/privacy-terms.ts'
import { robustSchema } from '../../protos/terms.ts'
import { trainingSchema } from '../../protos/training-terms.ts'
import { attackSchema } from '../attacks/index.ts'

const count = (least: number, most: number) => z.number().int().min(least).max(most)

const partitionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('iid') }),
  z.strictObject({ kind: z.literal('shards'), shardsPerHolder: count(1, 10_000) }),
  z.strictObject({
    kind: z.literal('dirichlet'),
    alpha: z.number().positive(),
    balanced: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('quantity'), alpha: z.number().positive() }),
  z.strictObject({ kind: z.literal('labels'), labelsPerHolder: count(1, 10_000) }),
  z.strictObject({
    kind: z.literal('power-law'),
    labelsPerHolder: count(1, 10_000).optional(),
    sigma: z.number().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('column'), column: z.string().min(1) }),
])

const dataSchema = z.union([
  z.strictObject({
    dataset: z.literal('mnist'),
    /** Digits to train on and to test on, from the front. */
    examples: count(10, 60_000).default(60_000),
    testExamples: count(10, 10_000).default(10_000),
  }),
  /** Files of the reader's own: a data schema, and what it describes, paths from where the experiment lies. */
  z.strictObject({ schema: z.string().min(1), train: z.string().min(1), test: z.string().min(1) }),
])

const experimentTraining = trainingSchema
  .omit({ minimumRounds: true, stopAtTarget: true, seed: true, start: true, clipNorm: true, range: true })
  .extend({
    minimumRounds: count(1, 10_000).optional(),
    clipNorm: z.number().positive().max(1e6).default(1_000),
    range: z.number().positive().max(1e6).default(4),
  })

export const experimentSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case words joined by hyphens'),
  title: z.string().max(200).optional(),
  description: z.string().max(4_000).optional(),
  data: dataSchema,
  /** Virtual holders; under a column as many as it has values, and left out. */
  holders: count(3, 100_000).optional(),
  partition: partitionSchema,
  /** What a holder must have at least. */
  minimumExamples: count(1, 1_000_000).default(10),
  /** A preset by name, or a specification as in a bounty. */
  model: z.union([z.string(), z.record(z.string(), z.json())]),
  training: experimentTraining,
  /** Holders drawn for a round; absent, all. */
  sampled: count(3, 1_000).optional(),
  /** Cuts those who were drawn into groups, whose sums alone are seen. */
  groups: z.strictObject({ size: count(3, 1_000), minimum: count(3, 1_000).optional() }).optional(),
  robust: robustSchema.optional(),
  /** Differential privacy, as in a bounty. */
  privacy: privacySchema.optional(),
  /** Of the integers that are summed. */
  bits: count(8, 32).default(24),
  attack: z.strictObject({ settings: attackSchema, holders: count(1, 100_000) }).optional(),
  /** What virtual holders are like; for runs without masking. */
  conditions: z
    .strictObject({
      /** Share of the drawn who cannot do all epochs: they are left out, or do as many as they can (from 1 to all but one). */
      stragglers: z
        .strictObject({ share: z.number().min(0).max(1), work: z.enum(['drop', 'partial']) })
        .optional(),
      /** Chance of each of the drawn to fall silent before its update is in. */
      dropouts: z.number().min(0).max(0.99).optional(),
      /** Sums of fewer than three updates, which masking refuses; for tables that were made without. */
      withoutFloors: z.boolean().optional(),
    })
    .optional(),
  /** What the runs aim at. */
  target: z
    .strictObject({
      metric: z.literal('accuracy').default('accuracy'),
      at: z.number().min(0).max(1),
      /** Whether a run ends once it is reached. */
      stop: z.boolean().default(true),
    })
    .optional(),
  seeds: z.array(count(0, 0xffff_ffff)).min(1).max(1_000).default([1]),
  /** Fields by their dotted path, each with the values that it takes: a run for every combination and seed. */
  sweep: z.record(z.string(), z.array(z.json()).min(1).max(1_000)).default({}),
  /** Named combinations of fields, each played under every swept value and seed; a value of null leaves its field out. */
  variants: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$/, 'must be letters, digits, spaces, ".", "_" and "-"'),
        set: z.record(z.string(), z.json()),
      }),
    )
    .max(1_000)
    .default([]),
  masking: z.enum(['on', 'off']).default('off'),
  transport: z.enum(['memory', 'grpc']).default('memory'),
  /** Programs that make further algorithms known (`registerAlgorithm`), paths from where the experiment lies. */
  modules: z.array(z.string().min(1)).max(20).default([]),
  /** Figures of others, to stand beside ours: `when` names the variants (by fields and values, or `variant` and its name). */
  published: z
    .array(
      z.strictObject({
        figure: z
          .string()
          .regex(
            /^(bestAccuracy|finalAccuracy|roundsTo\d{1,2}(\.\d+)?)$/,
            'must be bestAccuracy, finalAccuracy or roundsTo with per cent, such as roundsTo97',
          ),
        value: z.number(),
        source: z.string().min(1),
        when: z.record(z.string(), z.json()).optional(),
      }),
    )
    .default([]),
})

export type Experiment = z.infer<typeof experimentSchema>

/** One run of an experiment: its sweep applied, with one seed. */
export interface PlannedRun {
  /** Names the run within its experiment and its files. */
  readonly run: string
  readonly experiment: Experiment
  readonly seed: number
  /** Swept fields by their dotted path, with the value that they have here; under `variant` the name of a named one. */
  readonly changes: Readonly<Record<string, z.core.util.JSONType>>
}
