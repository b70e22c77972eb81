/** What a holder checks of a round before it takes part: the coordinator assigns, the terms decide. */
import {
  type AttemptContext,
  canonicalJson,
  checkParameters,
  equalBytes,
  hashParameters,
  type ParameterVector,
  type PolicyFloors,
  type secureDraw,
  toHex,
  undividedCohort,
} from '../../aggregation/index.ts'
import {
  type DataSchema,
  isCompletionOf,
  type ModelFile,
  modelFileHash,
  type NamedVectors,
  parseAlgorithm,
  parseDataSchema,
  readModel,
} from '../../learning/index.ts'
import { clipNormFault } from '../../protos/clipping-terms.ts'
import { hasStatistics, isDivided, purposeOf } from '../../protos/terms.ts'
import type { Bytes } from '../../protos/types.ts'
import { type AttemptPlace, isLater, type OpenAssignment, type OwnGroup } from '../state/index.ts'
import { type BountyPapers, planOf } from './bounty-papers.ts'

/** Why a holder sits a round out. */
export interface Unsafe {
  readonly reason:
    | 'another-bounty'
    | 'attempt-repeated'
    | 'round-revealed'
    | 'round-outside-terms'
    | 'group-not-the-terms'
    | 'parameters-not-the-terms'
    | 'parameters-unsafe'
    | 'clip-norm-not-the-terms'
    | 'model-not-the-terms'
    | 'model-not-as-assigned'
    | 'registry-not-as-assigned'
    | 'statistics-not-allowed'
    | 'privacy-budget-spent'
    | 'model-repeated'
  readonly detail: string
}

/** Checks an assignment against the terms, the holder's floors and the attempts it already took part in. */
export function checkAssignment(
  assignment: OpenAssignment,
  papers: BountyPapers,
  floors: PolicyFloors,
  latest: AttemptPlace | undefined,
  hasRevealed: boolean,
): Unsafe | undefined {
  const { attempt, parameters } = assignment
  const { terms } = papers
  if (attempt.bountyId !== papers.bountyId) {
    return { reason: 'another-bounty', detail: `the assignment is for bounty ${attempt.bountyId}` }
  }
  if (latest !== undefined && !isLater(attempt, latest)) {
    const done = `attempt ${latest.attempt} of round ${latest.round}`
    return {
      reason: 'attempt-repeated',
      detail: `attempt ${attempt.attempt} of round ${attempt.round} comes after ${done}`,
    }
  }
  // The update of this round may be in a sum that somebody knows; a second sum with or without it would show it.
  if (hasRevealed) {
    return {
      reason: 'round-revealed',
      detail: `shares were revealed in an earlier attempt of round ${attempt.round}`,
    }
  }
  const { rounds } = terms.training
  const { attempts } = terms.aggregation
  const plan = planOf(papers, attempt.round)
  if (plan === undefined || attempt.attempt < 1 || attempt.attempt > attempts) {
    return {
      reason: 'round-outside-terms',
      detail: `attempt ${attempt.attempt} of round ${attempt.round}; the terms have ${rounds} rounds of ${attempts} attempts`,
    }
  }
  const group = isDivided(terms) ? 0 : 1
  if (attempt.group !== group) {
    const rule = group === 0 ? 'a draw decides on the group' : 'the cohort is one group, number 1'
    return {
      reason: 'group-not-the-terms',
      detail: `it assigns group ${attempt.group}; by the terms ${rule}`,
    }
  }
  if (!equalBytes(hashParameters(parameters), hashParameters(plan.parameters))) {
    return {
      reason: 'parameters-not-the-terms',
      detail: 'the parameters of the aggregation are not those that follow from the terms',
    }
  }
  const rejection = checkParameters(parameters, floors)
  if (rejection !== undefined) return { reason: 'parameters-unsafe', detail: rejection.detail }
  const unreachable = clipNormFault(terms, attempt.round, assignment.clipNorm)
  return unreachable === undefined ? undefined : { reason: 'clip-norm-not-the-terms', detail: unreachable }
}

/** The round's model, with the schema by which records become its examples. */
export interface AssignedModel {
  readonly parameters: ParameterVector
  readonly schema: DataSchema
  /** What the algorithm's server half tells the holders beside the parameters. */
  readonly broadcast: NamedVectors
}

/** Reads the round's model: it must be the one that was assigned and the kind that the terms name. */
export function readAssignedModel(
  file: Bytes,
  assignment: OpenAssignment,
  papers: BountyPapers,
):
  | { readonly kind: 'model'; readonly model: AssignedModel }
  | { readonly kind: 'unsafe'; readonly unsafe: Unsafe } {
  const refuse = (reason: Unsafe['reason'], detail: string) =>
    ({ kind: 'unsafe', unsafe: { reason, detail } }) as const
  const model = readOrFault(file)
  if (typeof model === 'string') return refuse('model-not-as-assigned', model)
  const { spec, parameters, data, broadcast } = model
  if (canonicalJson(spec) !== canonicalJson(papers.spec)) {
    return refuse('model-not-the-terms', 'the model that was sent is of another kind than the terms name')
  }
  const schema = schemaOf(data, papers, assignment)
  if (typeof schema === 'string') return refuse('model-not-the-terms', schema)
  const told = toldFault(broadcast, papers)
  if (told !== undefined) return refuse('model-not-the-terms', told)
  const hash = modelFileHash(model)
  if (equalBytes(hash, assignment.modelHash))
    return { kind: 'model', model: { parameters, schema, broadcast } }
  return refuse(
    'model-not-as-assigned',
    `the model that was sent hashes to ${toHex(hash)}, the assignment names ${toHex(assignment.modelHash)}`,
  )
}

/**
 * What is wrong with the vectors beside the parameters: they are all those of the terms' algorithm, or none before its first
 * step, and of finite numbers. What they are is the coordinator's word, the same for the whole session.
 */
function toldFault(broadcast: NamedVectors, { terms }: BountyPapers): string | undefined {
  const { name: algorithm, server } = parseAlgorithm(terms.training.algorithm)
  const names = Object.keys(broadcast)
  const other = names.find(name => !server.broadcasts.includes(name))
  if (other !== undefined) return `the model brings ${other}, which ${algorithm} does not tell its holders`
  const missing = server.broadcasts.find(name => !names.includes(name))
  if (names.length > 0 && missing !== undefined) return `the model lacks the ${missing} of ${algorithm}`
  const unfit = names.find(name => !broadcast[name]!.every(Number.isFinite))
  return unfit === undefined ? undefined : `the ${unfit} of the model has numbers that are not finite`
}

/**
 * The schema by which records become examples: that of the terms, or where its means were to be made in round 0 the one that
 * the model brings, which fills them in and says nothing else. It is in the model's hash, hence the same for the whole session.
 */
function schemaOf(
  data: ModelFile['data'],
  papers: BountyPapers,
  { attempt }: OpenAssignment,
): DataSchema | string {
  const { terms, schema } = papers
  if (!hasStatistics(terms) || purposeOf(terms, attempt.round) === 'statistics') {
    return data === undefined
      ? schema
      : 'the model that was sent brings means that the terms do not leave to it'
  }
  if (data === undefined)
    return 'the model that was sent does not say by which means records are standardised'
  try {
    const completed = parseDataSchema(data, 'the model')
    const completes =
      schema.kind === 'table' && completed.kind === 'table' && isCompletionOf(schema, completed)
    return completes
      ? completed
      : 'the data schema of the model that was sent is not the terms’ with its means filled in'
  } catch (error) {
    return `the data schema of the model that was sent cannot be used: ${(error as Error).message}`
  }
}

function readOrFault(file: Bytes) {
  try {
    return readModel(file)
  } catch (error) {
    return (error as Error).message
  }
}

/** The name of the draw inside every hash and signature of it. */
export function drawContextOf(assignment: OpenAssignment, papers: BountyPapers): secureDraw.DrawContext {
  const { attempt, parameters, modelHash: hash, registryVersion, registryRoot } = assignment
  return {
    taskId: papers.taskId,
    round: attempt.round,
    attempt: attempt.attempt,
    parameters,
    modelHash: hash,
    registry: { version: registryVersion, root: registryRoot },
  }
}

/** The name of the attempt inside every hash and signature; `ownGroup` is what the draw came to, where there was one. */
export function contextOf(
  assignment: OpenAssignment,
  papers: BountyPapers,
  ownGroup: OwnGroup | undefined,
): AttemptContext {
  const { group } = assignment.attempt
  return { ...drawContextOf(assignment, papers), group, partition: ownGroup?.partition ?? undividedCohort }
}
