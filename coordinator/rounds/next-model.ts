/** What the sum of a round makes of the bounty's model: a step, the means that its records are standardised by, or nothing. */
import { type ParameterVector, parameterVector, type ServerState } from '../../aggregation/index.ts'
import {
  completeSchema,
  type ModelFile,
  modelFileHash,
  parseAlgorithm,
  type RoundContent,
  readModel,
  readNamedVectors,
  statisticsOfSum,
  writeModel,
  writeNamedVectors,
} from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { Parts } from '../parts.ts'
import { nextClipNorm } from './adapt-clip.ts'
import type { OpenAttempt } from './open-attempt.ts'
import { type Stepped, stepModel } from './step-model.ts'
import type { RunningSum } from './sum-group.ts'

/** A model in the store. */
export interface StoredModel extends Pick<ModelFile, 'spec' | 'parameters' | 'data'> {
  readonly hash: Uint8Array
  readonly blob: string
  /** What the algorithm keeps, told to the holders or not. */
  readonly state: ServerState
  /** The file of what is not told; empty while there is nothing. */
  readonly stateBlob: string
}

/** The model after a round, and how it came to be where a rule stepped it. */
export interface NextModel extends StoredModel {
  /** Of the next round, where it follows the updates. */
  readonly clipNorm?: number | undefined
  readonly stepped?: Pick<Stepped, 'leftOut' | 'isStepped'>
}

/** The model that the round started from. */
export async function currentModel(parts: Parts, bountyId: string): Promise<StoredModel> {
  const row = await parts.storage.db
    .selectFrom('bounty')
    .select(['model_blob', 'state_blob'])
    .where('id', '=', bountyId)
    .executeTakeFirstOrThrow()
  const model = readModel(await stored(parts, row.model_blob))
  const untold = row.state_blob === '' ? {} : readNamedVectors(await stored(parts, row.state_blob))
  return {
    ...model,
    state: { ...untold, ...model.broadcast },
    hash: modelFileHash(model),
    blob: row.model_blob,
    stateBlob: row.state_blob,
  }
}

async function stored(parts: Parts, name: string): Promise<Uint8Array> {
  const bytes = await parts.blobs.get(name)
  if (bytes === undefined) throw new Error(`the model ${name} is not in the store`)
  return bytes
}

/** By what the model is stepped, beside the sum. */
export interface ModelStep {
  readonly terms: BountyTerms
  readonly content: RoundContent
  readonly weightOfAll: number
}

/** The model after the round, in the store. */
export async function nextModel(
  parts: Parts,
  attempt: OpenAttempt,
  step: ModelStep,
  running: RunningSum,
  before: StoredModel,
): Promise<NextModel> {
  const { content } = step
  switch (content.purpose) {
    case 'statistics':
      return store(parts, attempt, step.terms, { ...before, data: schemaOf(content, running) })
    case 'training': {
      const stepped = steppedBy(attempt, { ...step, content }, running, before)
      const parameters: ParameterVector = parameterVector(stepped.values, before.parameters.layout)
      const after = await store(parts, attempt, step.terms, { ...before, parameters, state: stepped.state })
      return { ...after, stepped, clipNorm: stepped.clipNorm }
    }
    case 'evaluation':
      return before
  }
}

function steppedBy(
  { context, place, clipNorm }: OpenAttempt,
  step: ModelStep & { readonly content: Extract<RoundContent, { readonly purpose: 'training' }> },
  running: RunningSum,
  { parameters, state }: StoredModel,
): Stepped & Pick<NextModel, 'clipNorm'> {
  const { round, attempt } = place
  const stepping = { ...step, parameters: context.parameters, round, attempt, clipNorm }
  const stepped = stepModel(stepping, running, { values: parameters.values, state })
  return { ...stepped, clipNorm: nextClipNorm(stepping, running) }
}

async function store(
  parts: Parts,
  { place }: OpenAttempt,
  terms: BountyTerms,
  model: Omit<StoredModel, 'hash' | 'blob' | 'stateBlob'>,
): Promise<StoredModel> {
  const { spec, parameters, data, state } = model
  const metadata = { bounty: place.bountyId, round: String(place.round) }
  const belonging = { bountyId: place.bountyId }
  const { broadcast, untold } = toldAndUntold(terms, state)
  const blob = await parts.blobs.put(writeModel(spec, parameters, metadata, data, broadcast), belonging)
  const isKept = Object.keys(untold).length > 0
  const stateBlob = isKept ? await parts.blobs.put(writeNamedVectors(untold), belonging) : ''
  return { ...model, hash: modelFileHash({ ...model, broadcast }), blob, stateBlob }
}

function toldAndUntold(terms: BountyTerms, state: ServerState) {
  const { broadcasts } = parseAlgorithm(terms.training.algorithm).server
  const entries = Object.entries(state)
  const isTold = ([name]: readonly [string, unknown]) => broadcasts.includes(name)
  return {
    broadcast: Object.fromEntries(entries.filter(isTold)),
    untold: Object.fromEntries(entries.filter(entry => !isTold(entry))),
  }
}

function schemaOf(
  { schema, layout }: Extract<RoundContent, { purpose: 'statistics' }>,
  { integers }: RunningSum,
) {
  const reading = statisticsOfSum(integers, schema, layout)
  // Sums that records can have add up to such a sum again (the three bounds are cones), and each group's was checked.
  if (reading.kind === 'inconsistent') throw new Error(`sums of statistics do not hold: ${reading.detail}`)
  return completeSchema(schema, reading.statistics)
}
