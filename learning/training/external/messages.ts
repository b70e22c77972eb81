/**
 * What Parley and a trainer in another process say to each other, version 1: one JSON object a line, UTF-8, over the
 * child's stdin and stdout. Weights and examples go through files. `docs/external-trainers.md` tells it for those who
 * write a trainer.
 */
import { z } from 'zod'
import { describeIssues } from '../../describe-issues.ts'
import type { ModelSpec } from '../../models/model-spec.ts'

export const trainerProtocol = {
  version: 1,
  /** Longest line that a trainer may write. */
  lineBytes: 65_536,
  /** Most that a trainer may write to stdout for one request. */
  outputBytes: 16 * 2 ** 20,
} as const

export interface TrainMessage {
  readonly type: 'train'
  /** Counts up from 1; every answer names it. */
  readonly job: number
  readonly spec: ModelSpec
  /** Where training starts: a safetensors file. */
  readonly modelFile: string
  /** The records: a safetensors file. */
  readonly examplesFile: string
  readonly examples: number
  /** Where the trained weights go, in the layout of `modelFile`. */
  readonly outputFile: string
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  /** FedProx mu; 0 is plain FedAvg. */
  readonly proximal: number
  /** Share of the last step that is taken again; 0 is plain SGD. */
  readonly momentum: number
  readonly seed: number
}

/** From Parley to the trainer. */
export type Order =
  | { readonly type: 'hello'; readonly protocol: number; readonly folder: string }
  | TrainMessage
  | { readonly type: 'cancel'; readonly job: number }
  | { readonly type: 'bye' }

const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'must be printable text')
const job = z.int().min(1)
const natural = z.int().min(1)
const finite = z.number()

const helloReply = z.object({
  type: z.literal('hello'),
  protocol: z.int(),
  name: word,
  framework: word,
  device: word,
  capabilities: z.array(word).max(64).readonly(),
})
const progressReply = z
  .object({
    type: z.literal('progress'),
    job,
    step: z.int().min(0),
    steps: natural,
    epoch: natural,
    meanLoss: finite,
  })
  .refine(({ step, steps }) => step <= steps, { path: ['step'], message: 'must not be above steps' })
const doneReply = z.object({
  type: z.literal('done'),
  job,
  weights: z.string().min(1).max(4096),
  examples: natural,
  steps: natural,
  meanLoss: finite,
})
const failedReply = z.object({
  type: z.literal('failed'),
  job,
  reason: z.enum(['diverged', 'bad-request', 'error']),
  message: z.string().max(16_384),
})
const cancelledReply = z.object({ type: z.literal('cancelled'), job })

const replies = z.discriminatedUnion('type', [
  helloReply,
  progressReply,
  doneReply,
  failedReply,
  cancelledReply,
])

/** From the trainer to Parley. Fields that this version does not know are passed over. */
export type Reply = z.infer<typeof replies>
/** Who the trainer is and what it can do. */
export type TrainerHello = z.infer<typeof helloReply>
export type DoneReply = z.infer<typeof doneReply>
export type FailedReply = z.infer<typeof failedReply>

export type ParsedReply =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'garbage'; readonly fault: string }

/** One line of the trainer, without its end. */
export function parseReply(line: Uint8Array): ParsedReply {
  const garbage = (fault: string): ParsedReply => ({ kind: 'garbage', fault })
  const text = decodeUtf8(line)
  if (text === undefined) return garbage('it wrote bytes to stdout that are not UTF-8')
  const value = parseJson(text)
  if (value === undefined) return garbage(`it wrote a line to stdout that is not JSON: ${excerpt(text)}`)
  const version = (value as { type?: unknown; protocol?: unknown } | null) ?? {}
  if (version.type === 'hello' && version.protocol !== trainerProtocol.version)
    return garbage(
      `it speaks version ${excerpt(JSON.stringify(version.protocol) ?? 'none')} of the protocol and this Parley ` +
        `version ${trainerProtocol.version}: install a trainer made for it`,
    )
  const parsed = replies.safeParse(value)
  if (parsed.success) return { kind: 'reply', reply: parsed.data }
  return garbage(`it wrote a message that the protocol does not have (${describeIssues(parsed.error)})`)
}

/** The line that carries a message. */
export function encodeOrder(order: Order): string {
  return `${JSON.stringify(order)}\n`
}

/** Text from outside for a message to a person: short, and without characters that steer a terminal. */
export function excerpt(text: string, length = 120): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim()
  return clean.length <= length ? clean : `${clean.slice(0, length)}…`
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
