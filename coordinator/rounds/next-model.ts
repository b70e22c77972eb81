/** What the sum of a round makes of the bounty's model: a step, the means that its records are standardised by, or nothing. */
import { parameterVector, weightedMean } from '../../aggregation/index.ts'
import {
  completeSchema,
  type ModelFile,
  modelHash,
  type RoundContent,
  readModel,
  statisticsOfSum,
  writeModel,
} from '../../learning/index.ts'
import type { Parts } from '../parts.ts'
import type { OpenAttempt } from './open-attempt.ts'
import type { RunningSum } from './sum-group.ts'

/** A model in the store. */
export interface StoredModel extends Pick<ModelFile, 'spec' | 'parameters' | 'data'> {
  readonly hash: Uint8Array
  readonly blob: string
}

/** The model that the round started from. */
export async function currentModel(parts: Parts, bountyId: string): Promise<StoredModel> {
  const row = await parts.storage.db
    .selectFrom('bounty')
    .select('model_blob')
    .where('id', '=', bountyId)
    .executeTakeFirstOrThrow()
  const bytes = await parts.blobs.get(row.model_blob)
  if (bytes === undefined) throw new Error(`the model ${row.model_blob} is not in the store`)
  const model = readModel(bytes)
  return { ...model, hash: modelHash(model.spec, model.parameters, model.data), blob: row.model_blob }
}

/** The model after the round, in the store. */
export async function nextModel(
  parts: Parts,
  attempt: OpenAttempt,
  content: RoundContent,
  running: RunningSum,
  before: StoredModel,
): Promise<StoredModel> {
  switch (content.purpose) {
    case 'statistics':
      return store(parts, attempt, { ...before, data: schemaOf(content, running) })
    case 'training':
      return store(parts, attempt, { ...before, parameters: steppedBy(attempt, content, running, before) })
    case 'evaluation':
      return before
  }
}

async function store(parts: Parts, { place }: OpenAttempt, model: Omit<StoredModel, 'hash' | 'blob'>) {
  const { spec, parameters, data } = model
  const metadata = { bounty: place.bountyId, round: String(place.round) }
  const blob = await parts.blobs.put(writeModel(spec, parameters, metadata, data))
  return { ...model, hash: modelHash(spec, parameters, data), blob }
}

/** The parameters after adding the weighted mean of the updates of all groups (FedAvg). */
function steppedBy(
  { context }: OpenAttempt,
  { parameterCount }: Extract<RoundContent, { purpose: 'training' }>,
  { integers, totalWeight }: RunningSum,
  before: StoredModel,
) {
  const { parameters } = context
  const mean = weightedMean({
    integers: integers.subarray(0, parameterCount),
    step: parameters.range / parameters.bound,
    maximumWeight: parameters.maximumWeight,
    totalWeight,
  })
  const values = before.parameters.values.map((value, i) => value + mean[i]!)
  return parameterVector(values, before.parameters.layout)
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
