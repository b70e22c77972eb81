/** What the demonstration came to, gathered from the coordinator's books and the public log, and checked again here. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { toHex } from '../../aggregation/index.ts'
import { fetchDelivery } from '../../client/index.ts'
import { modelFileHash, readModel } from '../../learning/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { AuditReport, Bounty, RoundSummary } from '../../protos/types.ts'
import { completedRounds, termsOf } from '../bounty-view.ts'
import { taken } from '../connect.ts'
import type { Death } from './agents.ts'
import { evaluateModel, trainAlone } from './alone.ts'
import { buyer, type Drill, evaluators, type Hospital } from './cast.ts'
import { booksBalance, type Check, checksOf } from './checks.ts'
import type { DemoFolder } from './demo-folder.ts'
import { type Earning, type Earnings, readEarnings } from './earnings.ts'
import type { Member } from './members.ts'
import type { Narrator } from './narrator.ts'
import { deedText, reasonText } from './reasons.ts'
import { checkReceipts } from './receipts.ts'
import { type DemoResult, resultOf } from './result-json.ts'
import type { Shards } from './shards.ts'
import { writeStatements } from './statements.ts'

/** What one hospital did, got, and why. */
export interface Holding extends Hospital {
  readonly aloneAccuracy: number
  /** By which base pay is shared. */
  readonly weight: bigint
  /** Rounds whose sums its update is in. */
  readonly rounds: readonly number[]
  readonly earning: Earning
  /** In words, from what was measured. */
  readonly reason: string
  /** In words, what it really did. */
  readonly deed: string
}

/** Everything the two pages show. */
export interface DemoOutcome {
  readonly result: DemoResult
  readonly bounty: Bounty
  readonly terms: BountyTerms
  readonly rounds: readonly RoundSummary[]
  readonly holdings: readonly Holding[]
  readonly earnings: Earnings
  readonly audit: AuditReport
  readonly checks: readonly Check[]
}

export interface Gathering {
  readonly folder: DemoFolder
  readonly cast: readonly Hospital[]
  readonly drills: readonly Drill[]
  readonly deaths: readonly Death[]
  readonly shards: Shards
  readonly buyer: Member
  readonly operatorPort: CoordinatorPort
  readonly bountyId: string
  readonly coordinatorKey: string
  readonly consoleUrl: string
  /** Receipts the agents verified, each against what it knew itself. */
  readonly verifiedByHolders: number
  readonly elapsedSeconds: () => number
  readonly narrator: Narrator
  readonly signal: AbortSignal
}

export async function gatherOutcome(gathering: Gathering): Promise<DemoOutcome> {
  const { folder, cast, shards, operatorPort, bountyId, coordinatorKey, narrator, signal } = gathering
  const bounty = taken(await gathering.buyer.port.getBounty({ bountyId }))
  const audit = taken(await operatorPort.audit({}))
  const terms = termsOf(bounty)
  const rounds = completedRounds(bounty)
  const model = await fetchModel(gathering, bounty)
  const evaluated = await evaluateModel(model.spec, model.parameters, shards.testSet)
  narrator.line('For comparison, each hospital trains alone, with as many epochs as there were rounds.')
  const epochs = Math.max(1, rounds.length)
  const alone = await trainAlone({ ...shards, terms, spec: model.spec, epochs, signal })
  const receipts = await checkReceipts(folder, cast, coordinatorKey, rounds)
  const organisations = [buyer, ...cast, ...evaluators].map(({ organisation }) => organisation)
  const statements = await writeStatements(folder.root, operatorPort, {
    organisations,
    bountyId,
    coordinatorKey,
  })
  const earnings = readEarnings(statements.log, coordinatorKey)
  const holdings = cast.map(hospital => holdingOf(hospital, rounds, alone, earnings))
  const localAccuracyMean = meanOf(
    holdings.filter(({ part }) => part === 'honest').map(({ aloneAccuracy }) => aloneAccuracy),
  )
  const found = { bounty, terms, rounds, holdings, earnings, statements, audit, receipts, evaluated }
  const result = resultOf({
    ...found,
    localAccuracyMean,
    elapsedSeconds: gathering.elapsedSeconds(),
    isBalanced: booksBalance(bounty, terms, earnings, statements, audit),
    consoleUrl: gathering.consoleUrl,
  })
  const checks = checksOf({ ...gathering, ...found, localAccuracyMean, modelMatches: model.matches })
  await writeFile(path.join(folder.root, 'model.safetensors'), model.bytes)
  return { result, bounty, terms, rounds, holdings, earnings, audit, checks }
}

/** As `parley model fetch` gets it: sealed, its key in a box for the buyer. */
async function fetchModel({ buyer: member }: Gathering, bounty: Bounty) {
  const bytes = taken(await fetchDelivery(member, bounty))
  const model = readModel(bytes)
  const { spec, parameters } = model
  const last = completedRounds(bounty).at(-1)
  const matches = last !== undefined && toHex(last.modelHash) === toHex(modelFileHash(model))
  return { bytes, spec, parameters, matches }
}

function holdingOf(
  hospital: Hospital,
  rounds: readonly RoundSummary[],
  alone: ReadonlyMap<string, number>,
  earnings: Earnings,
): Holding {
  const { organisation } = hospital
  const pays = rounds.flatMap(({ round, pays }) =>
    pays.filter(pay => pay.organisation === organisation).map(pay => ({ round, ...pay })),
  )
  const earning = earnings.byHolder.get(organisation) ?? { baseUnits: 0n, qualityUnits: 0n, share: 0 }
  return {
    ...hospital,
    aloneAccuracy: alone.get(organisation) ?? 0,
    weight: pays[0]?.weight ?? 0n,
    rounds: pays.map(({ round }) => round),
    earning,
    reason: reasonText(earning, earnings.resolution),
    deed: deedText(hospital),
  }
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
