/** The held-out test set of a bounty: uploaded by its buyer, and the one that the terms name, to the last record. */
import type { ParameterVector } from '../../aggregation/index.ts'
import {
  classCounts,
  DataError,
  dataShapeFor,
  decodeTestSet,
  fitsModel,
  type HolderData,
  isRawDataset,
  loadDataset,
  type ModelSpec,
  parseDataSchema,
  parseModelSpec,
  recordsOf,
  type TestSet,
  testSetRootFault,
} from '../../learning/index.ts'
import { metricTitle } from '../../protos/metrics.ts'
import { type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller } from '../../protos/service.ts'
import { type BountyTerms, isEvaluatedByBuyer } from '../../protos/terms.ts'
import type { Parts } from '../parts.ts'

const field = 'acceptance.testSet'

/** The held-out test set named by the terms, decoded and compared with them. */
export async function readTestSet(parts: Parts, terms: BountyTerms): Promise<Refusal | TestSet> {
  const { sha256: name, examples } = terms.acceptance.testSet
  const bytes = await parts.blobs.get(name)
  if (bytes === undefined) return missingTestSet(terms)
  try {
    const [schema, spec] = [parseDataSchema(terms.data, 'terms.data'), parseModelSpec(terms.model)]
    const testSet = decodeTestSet(bytes, schema)
    const { data } = testSet
    const held = recordsOf(data).examples
    if (held !== examples) {
      return refused('blob-mismatch', `the test set holds ${held} examples, the terms say ${examples}`, {
        field,
      })
    }
    const shape = isRawDataset(data) ? dataShapeFor(schema, spec) : data
    const fit = fitsModel(shape, spec)
    if (fit.kind === 'refused')
      return refused('model-does-not-fit', `the test set: ${fit.message}`, { field })
    return testSet
  } catch (error) {
    if (error instanceof DataError)
      return refused('blob-mismatch', `the test set cannot be read: ${error.message}`, { field })
    throw error
  }
}

interface InitialModel {
  readonly spec: ModelSpec
  readonly initial: ParameterVector
}

/** The held-out test set, where the coordinator is the one who needs it. */
export async function checkTestSet(
  parts: Parts,
  caller: Caller,
  terms: BountyTerms,
  model: InitialModel,
): Promise<Refusal | undefined> {
  if (isEvaluatedByBuyer(terms)) return undefined
  const { sha256: name } = terms.acceptance.testSet
  if (!(await isUploadedBy(parts, caller.organisation, name))) return missingTestSet(terms)
  const testSet = await readTestSet(parts, terms)
  if ('kind' in testSet) return testSet
  return (await checkRoot(terms, testSet)) ?? checkMeasured(parts, terms, testSet.data, model)
}

/** The root by which single records can be shown later: where others test on the set, the buyer commits itself to it. */
async function checkRoot(
  { acceptance, scoring }: BountyTerms,
  testSet: TestSet,
): Promise<Refusal | undefined> {
  const { root } = acceptance.testSet
  if (root === undefined)
    return scoring === undefined
      ? undefined
      : refused(
          'terms-invalid',
          `${field}.root is missing: evaluators are sent the set, so that the terms commit to each of its records; \`parley bounty post\` does it`,
          { field: `${field}.root` },
        )
  const fault = await testSetRootFault(testSet, root)
  return fault === undefined
    ? undefined
    : refused('blob-mismatch', `the test set ${fault}`, { field: `${field}.root` })
}

/** An AUC needs examples of more than one class, and not too many of them: whether it has a value, only a trial tells. */
async function checkMeasured(
  parts: Parts,
  { acceptance: { metric } }: BountyTerms,
  testSet: HolderData,
  { spec, initial }: InitialModel,
): Promise<Refusal | undefined> {
  if (metric !== 'auc') return undefined
  if (await givesAuc(parts, testSet, spec, initial)) return undefined
  const why = 'its examples are all of one class, or too many to be sorted'
  return refused('terms-invalid', `the test set gives no ${metricTitle(metric)}: ${why}`, {
    field: 'acceptance.metric',
  })
}

async function givesAuc(parts: Parts, testSet: HolderData, spec: ModelSpec, initial: ParameterVector) {
  // Raw records cannot be evaluated before there are means; a table with both classes has an AUC.
  if (isRawDataset(testSet)) return classCounts(testSet.records).filter(count => count > 0).length > 1
  const { metrics } = await parts.evaluator.evaluate(spec, initial, loadDataset(testSet))
  return metrics.auc !== undefined
}

/** A buyer names its own uploads only: the hash of another's test set is public, its contents are not. */
export async function isUploadedBy(parts: Parts, organisation: string, blob: string): Promise<boolean> {
  const row = await parts.storage.db
    .selectFrom('blob_owner')
    .select('sha256')
    .where('sha256', '=', blob)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row !== undefined
}

function missingTestSet({ acceptance }: BountyTerms): Refusal {
  const name = acceptance.testSet.sha256.slice(0, 12)
  return refused('blob-missing', `the held-out test set ${name}… was not uploaded; upload it first`, {
    field,
  })
}
