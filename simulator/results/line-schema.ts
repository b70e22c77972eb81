/** What a line of results may look like: the same check before it is written and when it is read. */
import { z } from 'zod'
import { canonicalJson, isNestedWithin } from '../../aggregation/crypto/index.ts'
import { describeIssues } from '../../learning/describe-issues.ts'
import type { JsonValue, ResultLine, TimingLine } from './records.ts'

/** Settings are read by calls within calls. */
const maximumLevels = 32

const count = z.int().min(0)
/** Becomes a file name: no dot at its beginning, nothing that a file system reads otherwise. */
const runName = z
  .string()
  .max(160)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/, 'a run is named by letters, digits, "-", "_" and "."')
  .refine(name => !name.endsWith('.timing'), 'ends in ".timing", as the file of another run\'s timings does')
const metrics = z.record(z.string(), z.number())
const json = z.custom<JsonValue>(
  value => value !== undefined && isNestedWithin(value, maximumLevels),
  `must be JSON, nested at most ${maximumLevels} levels`,
)

const runLine = z.strictObject({
  kind: z.literal('run'),
  run: runName,
  experiment: z.string(),
  seed: count,
  changes: z.record(z.string(), json),
  settings: json,
  backend: z.string(),
  masking: z.enum(['on', 'off']),
  transport: z.enum(['memory', 'grpc']),
  version: z.string(),
})

const roundLine = z.strictObject({
  kind: z.literal('round'),
  run: runName,
  round: count,
  metrics,
  trainingLoss: z.number().nullable(),
  learningRate: z.number(),
  drawn: count,
  survivors: count,
  clipNorm: z.number().positive().exactOptional(),
  leftOut: z.array(z.int().min(1)),
  stepNorm: z.number().min(0).nullable(),
  modelHash: z.string(),
})

const endLine = z.strictObject({
  kind: z.literal('end'),
  run: runName,
  reason: z.enum(['rounds-done', 'target-met', 'out-of-patience', 'diverged', 'aborted']),
  rounds: count,
  kept: z.strictObject({ round: count, metrics }).nullable(),
  modelHash: z.string(),
  detail: z.string(),
})

const timingLine = z.strictObject({
  kind: z.literal('timing'),
  run: runName,
  round: count,
  seconds: z.number().min(0),
  trainingSeconds: z.number().min(0).nullable(),
  evaluationSeconds: z.number().min(0).nullable(),
  residentBytes: count,
})

const resultLine = z.discriminatedUnion('kind', [runLine, roundLine, endLine])

/** @throws RangeError naming the fields that are not as the records say: numbers that are not finite are among them. */
export function checkResultLine(value: unknown): ResultLine {
  return checked(resultLine, value)
}

/** @throws RangeError naming the fields that are not as the records say. */
export function checkTimingLine(value: unknown): TimingLine {
  return checked(timingLine, value)
}

function checked<Line>(schema: z.ZodType<Line>, value: unknown): Line {
  const result = schema.safeParse(value)
  if (!result.success) throw new RangeError(describeIssues(result.error))
  return result.data
}

/** The bytes of a line: one text for one record, whatever order its fields were written in. */
export function lineText(line: ResultLine | TimingLine): string {
  return `${canonicalJson(line)}\n`
}
