/**
 * Posting: the terms are checked as a whole (form, model, data, group, ring, held-out test) before any money moves;
 * then bounty, escrow and log entry are one transaction.
 */
import {
  type AggregationParameters,
  buyerAccount,
  canonicalJson,
  checkGroup,
  checkParameters,
  completeGraphLimit,
  feesAccount,
  hardFloors,
  type ParameterVector,
  sha256,
  toHex,
  verifySignature,
} from '../../aggregation/index.ts'
import {
  AlgorithmError,
  algorithmFault,
  DataError,
  type DataSchema,
  fitsSchema,
  hasRightAnswers,
  initialParameters,
  ModelError,
  type ModelSpec,
  modelHash,
  parameterCount,
  parseAlgorithm,
  parseDataSchema,
  parseModelSpec,
  readModel,
  taskOf,
  withoutNoiseFault,
  writeModel,
} from '../../learning/index.ts'
import { holderNoiseFault } from '../../protos/holder-noise-fault.ts'
import { metricFault } from '../../protos/metrics.ts'
import { equalShareUnits } from '../../protos/pay-terms.ts'
import { budgetFault } from '../../protos/privacy-terms.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import { scoringTimeFaults } from '../../protos/scoring-terms.ts'
import type { Caller } from '../../protos/service.ts'
import {
  type BountyTerms,
  bountyIdOf,
  decodeTerms,
  largestGroup,
  leastGroup,
  purposesOf,
  termsSigningBytes,
} from '../../protos/terms.ts'
import type { PostBountyRequest } from '../../protos/types.ts'
import { isLive } from '../auth/key-states.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import type { BountyFacts } from './bounty-facts.ts'
import { attempt, MarketRefusal } from './market.ts'
import { planRounds } from './round-plan.ts'
import { checkTestSet, isUploadedBy } from './test-set.ts'

/**
 * The key that signed the terms: that of the call, or another of the buyer's, where a posting that was broken off is sent again
 * after the key turned over. Whether it may post something new.
 */
function postingKey(
  { members }: Parts,
  { identityKey, organisation, role }: Caller,
  { terms, nonce, signature }: PostBountyRequest,
): { readonly publicKey: Uint8Array; readonly isGood: boolean } | undefined {
  const others = members.keys
    .all()
    .filter(key => key.organisation === organisation && key.role === role && key.state !== 'revoked')
    .map(({ publicKey, state }) => ({ publicKey, isGood: isLive(state) }))
  return [{ publicKey: identityKey, isGood: true }, ...others].find(({ publicKey }) =>
    verifySignature(publicKey, termsSigningBytes(bountyIdOf(terms, publicKey, nonce), terms), signature),
  )
}

/** Checks and records a bounty; the answer is its id. The same request again gives the same bounty. */
export async function postBounty(
  parts: Parts,
  caller: Caller,
  request: PostBountyRequest,
): Promise<Answer<{ readonly bountyId: string; readonly isReplay: boolean }>> {
  const decoded = decodeTerms(request.terms)
  if (decoded.kind === 'faulty') {
    const [first] = decoded.faults
    const all = decoded.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
    return refused('terms-invalid', all, first === undefined ? {} : { field: first.field })
  }
  const { terms } = decoded
  const key = postingKey(parts, caller, request)
  if (key === undefined) {
    return refused('signature-invalid', 'the terms are not signed by the key that posts them', {
      field: 'signature',
    })
  }
  const bountyId = bountyIdOf(request.terms, key.publicKey, request.nonce)
  if (await isPosted(parts, bountyId)) return granted({ bountyId, isReplay: true })
  if (!key.isGood) {
    return refused('signature-invalid', 'the key that signed the terms posts nothing new any more', {
      field: 'signature',
    })
  }
  const unfit = checkParties(terms, caller) ?? checkOpening(terms, parts.world.nowMs())
  if (unfit !== undefined) return unfit
  const model = checkFeasible(terms)
  if ('kind' in model) return model
  const initial = await startingParameters(parts, caller, terms, model.spec)
  if ('kind' in initial) return initial
  const untested = await checkTestSet(parts, caller, terms, { spec: model.spec, initial })
  if (untested !== undefined) return untested
  const file = writeModel(model.spec, initial, { bounty: bountyId, round: '0' })
  const modelBlob = await parts.blobs.put(file, { bountyId, isKept: true })
  const hash = toHex(modelHash(model.spec, initial))
  const posted = await attempt(() =>
    parts.storage.transaction(async tx => {
      await tx
        .insertInto('bounty')
        .values({
          id: bountyId,
          buyer: caller.organisation,
          buyer_key: Buffer.from(key.publicKey),
          terms: Buffer.from(request.terms),
          nonce: Buffer.from(request.nonce),
          signature: Buffer.from(request.signature),
          model_family: String(terms.model.family ?? ''),
          price_units: BigInt(terms.pay.priceUnits),
          state: 'draft',
          accepted: false,
          reason: '',
          posted_at_ms: BigInt(parts.world.nowMs()),
          model_blob: modelBlob,
          model_hash: hash,
          state_blob: '',
          paid_units: 0n,
          fee_units: 0n,
          refunded_units: 0n,
          search_text: `${terms.title} ${terms.purpose}`.toLowerCase(),
          metric: terms.acceptance.metric,
          epsilon: terms.privacy?.epsilon ?? null,
          round_pay_units: equalShareUnits(terms),
        })
        .execute()
      await parts.market.post(tx, request.terms, {
        kind: 'terms',
        bountyId,
        atMs: parts.world.nowMs(),
        termsHash: toHex(sha256(request.terms)),
        modelHash: hash,
        buyer: caller.organisation,
        buyerKey: toHex(key.publicKey),
        nonce: toHex(request.nonce),
        signature: toHex(request.signature),
      })
      if (!request.draft) await fund(parts, tx, bountyId, terms)
    }),
  )
  return posted instanceof MarketRefusal
    ? unpaidRefusal(parts, caller.organisation, terms, posted)
    : granted({ bountyId, isReplay: false })
}

/** A buyer neither scores the holders of its own bounty nor rules on it; by name and by key, as whoever replays the log checks. */
function checkParties(
  { scoring, pay: { disputes } }: BountyTerms,
  { organisation, identityKey }: Caller,
): Refusal | undefined {
  const key = toHex(identityKey)
  const own = scoring?.evaluators.findIndex(one => one.organisation === organisation || one.key === key) ?? -1
  if (own >= 0)
    return refused(
      'terms-invalid',
      `scoring.evaluators.${own} is ${organisation} itself, and a buyer does not score the holders of its own bounty: name somebody else`,
      { field: `scoring.evaluators.${own}` },
    )
  const panel = (['panel', 'appealPanel'] as const).find(name => disputes?.[name]?.arbiters.includes(key))
  if (panel === undefined) return undefined
  return refused(
    'terms-invalid',
    `pay.disputes.${panel}.arbiters has the key of ${organisation} itself, and a buyer does not rule on its own bounty: name somebody else`,
    { field: `pay.disputes.${panel}.arbiters` },
  )
}

/** Longest from posting to opening: price and bond are locked meanwhile, and nothing else ends a bounty that has not opened. */
const maximumDaysToOpening = 90

function checkOpening({ cohort: { opensAt } }: BountyTerms, nowMs: number): Refusal | undefined {
  if (opensAt === undefined || Date.parse(opensAt) <= nowMs + maximumDaysToOpening * 24 * 3_600_000)
    return undefined
  return refused(
    'terms-invalid',
    `cohort.opensAt must be within ${maximumDaysToOpening} days, and is ${opensAt}`,
    {
      field: 'cohort.opensAt',
    },
  )
}

/** The price of a draft goes into escrow. A bounty that has it already is answered as it is. */
export async function fundBounty(parts: Parts, facts: BountyFacts): Promise<Answer<Record<string, never>>> {
  const { bountyId, terms, buyer } = facts
  const funded = await attempt(() => parts.storage.transaction(tx => fund(parts, tx, bountyId, terms)))
  return funded instanceof MarketRefusal ? unpaidRefusal(parts, buyer, terms, funded) : granted({})
}

async function fund(parts: Parts, tx: Transaction, bountyId: string, { cohort }: BountyTerms): Promise<void> {
  const atMs = parts.world.nowMs()
  await parts.market.record(tx, { kind: 'funded', bountyId, atMs })
  const isDue = cohort.opensAt === undefined || atMs >= Date.parse(cohort.opensAt)
  if (isDue) await parts.market.record(tx, { kind: 'opened', bountyId, atMs })
}

/** Who is short of what, and what to do about it. */
async function unpaidRefusal(
  parts: Parts,
  buyer: string,
  { pay }: BountyTerms,
  { rule, account, message }: MarketRefusal,
): Promise<Refusal> {
  if (rule !== 'unpaid') return refused('wrong-state', message)
  if (account === feesAccount) {
    return refused(
      'insufficient-funds',
      `the terms ask the coordinator for a bond of ${pay.coordinatorBondUnits} units, and it has not that much; ask its operator, or ask for less`,
      { field: 'pay.coordinatorBondUnits' },
    )
  }
  const balance = await parts.storage.transaction(tx => parts.ledger.balance(tx, buyerAccount(buyer)))
  return refused(
    'insufficient-funds',
    `the price is ${pay.priceUnits} units and ${buyer} has ${balance?.freeUnits ?? 0n}; deposit the difference first`,
    { field: 'pay.priceUnits' },
  )
}

/** Where training starts: from the model that the buyer gives, or from a draw. */
async function startingParameters(
  parts: Parts,
  caller: Caller,
  { training: { start, seed } }: BountyTerms,
  spec: ModelSpec,
): Promise<ParameterVector | Refusal> {
  if (start === undefined) return initialParameters(spec, seed)
  const field = 'training.start'
  const bytes = (await isUploadedBy(parts, caller.organisation, start.sha256))
    ? await parts.blobs.get(start.sha256)
    : undefined
  if (bytes === undefined) {
    const name = start.sha256.slice(0, 12)
    return refused('blob-missing', `the model ${name}… to start from was not uploaded; upload it first`, {
      field,
    })
  }
  try {
    const { spec: found, parameters } = readModel(bytes)
    const fault =
      canonicalJson(found) !== canonicalJson(spec)
        ? 'is of another kind than the terms name'
        : parameters.values.every(Number.isFinite)
          ? undefined
          : 'has parameters that are not finite numbers'
    return fault === undefined
      ? parameters
      : refused('model-does-not-fit', `the model to start from ${fault}`, { field })
  } catch (error) {
    if (error instanceof ModelError)
      return refused('blob-mismatch', `the model to start from: ${error.message}`, { field })
    throw error
  }
}

async function isPosted(parts: Parts, bountyId: string): Promise<boolean> {
  const row = await parts.storage.db
    .selectFrom('bounty')
    .select('id')
    .where('id', '=', bountyId)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Whether these terms can be carried out at all: model, data, algorithm and groups of every size, before anybody joins. A
 * simulation asks the same of the terms that it makes of an experiment.
 */
export function checkFeasible(
  terms: BountyTerms,
): Refusal | { readonly spec: ModelSpec; readonly schema: DataSchema } {
  try {
    const spec = parseModelSpec(terms.model)
    const fault = metricFault(terms.acceptance.metric, taskOf(spec))
    if (fault !== undefined) return refused('terms-invalid', fault, { field: 'acceptance.metric' })
    const schema = parseDataSchema(terms.data, 'terms.data')
    const fit = fitsSchema(schema, spec)
    if (fit.kind === 'refused') return refused('model-does-not-fit', fit.message, { field: 'model' })
    const unworkable =
      checkAlgorithm(terms) ?? checkScoring(terms, spec) ?? checkPrivacy(terms, parameterCount(spec))
    if (unworkable !== undefined) return unworkable
    for (const purpose of purposesOf(terms)) {
      const { parameters } = planRounds(terms, purpose)
      const rejection = checkParameters(parameters, hardFloors)
      if (rejection !== undefined) return refused('terms-invalid', rejection.detail, { field: 'aggregation' })
      const infeasible = checkSizes(terms, parameters)
      if (infeasible !== undefined) return infeasible
    }
    return { spec, schema }
  } catch (error) {
    if (error instanceof ModelError) return refused('terms-invalid', error.message, { field: 'model' })
    if (error instanceof DataError) return refused('terms-invalid', error.message, { field: 'data' })
    if (error instanceof AlgorithmError) {
      const field = ['training.algorithm', error.field].filter(part => part !== '').join('.')
      return refused('terms-invalid', error.message, { field })
    }
    throw error
  }
}

/** What an algorithm needs of the terms, and they of it. */
function checkAlgorithm({ training, privacy, aggregation: { robust } }: BountyTerms): Refusal | undefined {
  const fault = algorithmFault(training)
  if (fault !== undefined)
    return refused('terms-invalid', `${fault.field} ${fault.message}`, { field: fault.field })
  const { name, client } = parseAlgorithm(training.algorithm)
  const [, ...others] = client.parts(training)
  const untold = privacy === undefined ? undefined : withoutNoiseFault(training)
  if (untold !== undefined)
    return refused('terms-invalid', `${untold.field} ${untold.message}`, { field: untold.field })
  if (robust === undefined || others.length === 0) return undefined
  const what = others.map(part => part.name).join(', ')
  return refused(
    'terms-invalid',
    `aggregation.robust: ${name} sends more than an update (${what}), and what a rule leaves out of one it cannot leave out of the other; remove the rule, or use another algorithm`,
    { field: 'aggregation.robust' },
  )
}

/** Evaluators have the time that they need, and right answers are counted only where examples are right or wrong. */
function checkScoring(terms: BountyTerms, spec: ModelSpec): Refusal | undefined {
  const { scoring, acceptance } = terms
  const [fault] = scoringTimeFaults(terms)
  if (fault !== undefined)
    return refused('terms-invalid', `${fault.field} ${fault.message}`, { field: fault.field })
  if (scoring?.utility !== 'right-answers' || hasRightAnswers(taskOf(spec))) return undefined
  return refused(
    'terms-invalid',
    `scoring.utility must be loss: a model judged by ${acceptance.metric} gives no right answers`,
    { field: 'scoring.utility' },
  )
}

/** Whether the holders could keep what the terms promise, and with noise that leaves something of updates of so many values. */
function checkPrivacy(terms: BountyTerms, dimension: number): Refusal | undefined {
  const fault = budgetFault(terms) ?? holderNoiseFault(terms, dimension)
  return fault && refused('terms-invalid', `${fault.field} ${fault.message}`, { field: fault.field })
}

/** Groups of every size that these terms can come to exist: above the complete graph each needs neighbourhoods that serve it. */
function checkSizes(terms: BountyTerms, parameters: AggregationParameters): Refusal | undefined {
  const [least, largest] = [leastGroup(terms), largestGroup(terms)]
  for (const size of [least, ...sizesFrom(Math.max(least, completeGraphLimit) + 1, largest)]) {
    const rejection = checkGroup(parameters, size, hardFloors)
    if (rejection !== undefined)
      return refused('terms-invalid', `a group of ${size} cannot be summed: ${rejection.detail}`, {
        field: 'cohort',
      })
  }
  return undefined
}

function sizesFrom(least: number, most: number): readonly number[] {
  return Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => least + i)
}
