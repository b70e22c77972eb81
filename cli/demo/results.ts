/** What the demonstration came to, gathered from the coordinator's books and checked again here. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fromHex, toHex } from '../../aggregation/index.ts'
import { settleBounty, settleRound } from '../../aggregation/rewards/index.ts'
import {
  decodeRoundReceipt,
  leafGroupOf,
  roundTranscriptOf,
  verifyRoundReceipt,
} from '../../aggregation/transparency/index.ts'
import { modelFileHash, readModel } from '../../learning/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { AuditReport, Bounty, RoundSummary } from '../../protos/types.ts'
import { completedRounds, termsOf } from '../bounty-view.ts'
import { taken } from '../connect.ts'
import { evaluateModel, trainAlone } from './alone.ts'
import { buyer, type Drill, type Hospital } from './cast.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { Narrator } from './narrator.ts'
import type { Shards } from './shards.ts'
import { type DemoStatements, writeStatements } from './statements.ts'

/** The last line of `parley demo --json`. */
export interface DemoResult {
  readonly holders: number
  readonly roundsCompleted: number
  readonly dropouts: readonly { readonly holder: string; readonly round: number; readonly stage: string }[]
  readonly accuracy: number
  /** Mean over the holders of what each reaches alone, with as many epochs as there were rounds. */
  readonly localAccuracyMean: number
  readonly elapsedSeconds: number
  /** Mean bytes of masked updates received in a completed round. */
  readonly uploadBytesPerRound: number
  readonly ledger: {
    readonly escrowed: string
    readonly paid: string
    readonly refunded: string
    readonly fees: string
    readonly balanced: boolean
  }
  readonly receipts: { readonly issued: number; readonly verified: number }
  readonly consoleUrl: string
}

/** One thing that had to hold. */
export interface Check {
  readonly name: string
  readonly held: boolean
  readonly detail: string
}

export interface Holding {
  readonly organisation: string
  readonly displayName: string
  readonly examples: number
  readonly aloneAccuracy: number
  readonly weight: bigint
  readonly rounds: readonly number[]
  readonly earnedUnits: bigint
}

/** Everything the two pages show. */
export interface DemoOutcome {
  readonly result: DemoResult
  readonly bounty: Bounty
  readonly terms: BountyTerms
  readonly rounds: readonly RoundSummary[]
  readonly holdings: readonly Holding[]
  readonly audit: AuditReport
  readonly checks: readonly Check[]
}

export interface Gathering {
  readonly folder: DemoFolder
  readonly cast: readonly Hospital[]
  readonly drills: readonly Drill[]
  readonly shards: Shards
  readonly buyerPort: CoordinatorPort
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
  const { folder, cast, shards, buyerPort, operatorPort, bountyId, narrator, signal } = gathering
  const bounty = taken(await buyerPort.getBounty({ bountyId }))
  const audit = taken(await operatorPort.audit({}))
  const terms = termsOf(bounty)
  const rounds = completedRounds(bounty)
  const model = await fetchModel(gathering, bounty)
  const evaluated = await evaluateModel(model.spec, model.parameters, shards.testSet)
  narrator.line('For comparison, each hospital trains alone, with as many epochs as there were rounds.')
  const epochs = Math.max(1, rounds.length)
  const alone = await trainAlone({ ...shards, terms, spec: model.spec, epochs, signal })
  const receipts = await checkReceipts(gathering, rounds)
  const holdings = cast.map(hospital => holdingOf(hospital, bounty, rounds, alone))
  const balanced = booksBalance(bounty, terms, rounds, audit)
  const accuracy = evaluated.correct / evaluated.examples
  const result: DemoResult = {
    holders: cast.length,
    roundsCompleted: rounds.length,
    dropouts: rounds.flatMap(({ round, dropouts }) =>
      dropouts.map(({ organisation, stage }) => ({ holder: organisation, round, stage })),
    ),
    accuracy,
    localAccuracyMean: meanOf(holdings.map(({ aloneAccuracy }) => aloneAccuracy)),
    elapsedSeconds: gathering.elapsedSeconds(),
    uploadBytesPerRound: Math.round(meanOf(rounds.map(({ uploadBytes }) => uploadBytes))),
    ledger: {
      escrowed: terms.pay.priceUnits,
      paid: bounty.paidUnits.toString(),
      refunded: bounty.refundedUnits.toString(),
      fees: bounty.feeUnits.toString(),
      balanced,
    },
    receipts,
    consoleUrl: gathering.consoleUrl,
  }
  const statements = await writeStatements(folder.root, operatorPort, {
    organisations: [buyer.organisation, ...cast.map(({ organisation }) => organisation)],
    bountyId,
    coordinatorKey: gathering.coordinatorKey,
  })
  const checks = checksOf(gathering, {
    result,
    statements,
    bounty,
    terms,
    rounds,
    modelMatches: model.matches,
    evaluated,
  })
  await writeFile(path.join(folder.root, 'model.safetensors'), model.bytes)
  return { result, bounty, terms, rounds, holdings, audit, checks }
}

async function fetchModel({ buyerPort }: Gathering, bounty: Bounty) {
  const bytes = taken(await buyerPort.downloadBlob({ sha256: bounty.modelBlob }))
  const model = readModel(bytes)
  const { spec, parameters } = model
  const last = completedRounds(bounty).at(-1)
  const matches = last !== undefined && toHex(last.modelHash) === toHex(modelFileHash(model))
  return { bytes, spec, parameters, matches }
}

/** Every receipt in the holders' folders: signature of the log, inclusion of the round, the round's transcript. */
async function checkReceipts({ folder, cast, coordinatorKey }: Gathering, rounds: readonly RoundSummary[]) {
  const transcripts = new Map(rounds.map(({ round, transcriptHash }) => [round, toHex(transcriptHash)]))
  let [issued, verified] = [0, 0]
  for (const { organisation } of cast) {
    const receipts = path.join(folder.holder(organisation), 'agent', 'receipts')
    const names = await readdir(receipts).catch(() => [])
    for (const name of names) {
      issued += 1
      const read = decodeRoundReceipt(await readFile(path.join(receipts, name)))
      if (read.kind !== 'receipt') continue
      const { leaf } = read.receipt
      const own = leafGroupOf(leaf, organisation)
      const inputHash = own?.survivors.find(one => one.organisation === organisation)?.inputHash ?? ''
      const { group = 0, transcriptHash = '' } = own ?? {}
      const facts = {
        coordinatorKey: fromHex(coordinatorKey),
        organisation,
        group,
        inputHash,
        transcriptHash,
      }
      const told = leaf.groups.map(one => ({ transcriptHash: fromHex(one.transcriptHash) }))
      const isSameRound = toHex(roundTranscriptOf(told)) === transcripts.get(leaf.round)
      if (isSameRound && verifyRoundReceipt(read.receipt, facts).kind === 'verified') verified += 1
    }
  }
  return { issued, verified }
}

function holdingOf(
  { organisation, displayName }: Hospital,
  bounty: Bounty,
  rounds: readonly RoundSummary[],
  alone: ReadonlyMap<string, number>,
): Holding {
  const pays = rounds.flatMap(({ round, pays }) =>
    pays.filter(pay => pay.organisation === organisation).map(pay => ({ round, ...pay })),
  )
  return {
    organisation,
    displayName,
    examples: bounty.participants.find(one => one.organisation === organisation)?.examples ?? 0,
    aloneAccuracy: alone.get(organisation) ?? 0,
    weight: pays[0]?.weight ?? 0n,
    rounds: pays.map(({ round }) => round),
    earnedUnits: pays.reduce((sum, { amountUnits }) => sum + amountUnits, 0n),
  }
}

/** The journal replays, the parts add up to the price, and every payment is the one the public formula gives. */
function booksBalance(
  bounty: Bounty,
  terms: BountyTerms,
  rounds: readonly RoundSummary[],
  audit: AuditReport,
): boolean {
  const { priceUnits, feeBasisPoints, weightCap } = terms.pay
  const rewardTerms = {
    bountyId: bounty.bountyId,
    priceUnits: BigInt(priceUnits),
    rounds: terms.training.rounds,
    feeBasisPoints,
    weightCap: BigInt(weightCap),
  }
  const examples = new Map(bounty.participants.map(one => [one.organisation, BigInt(one.examples)]))
  const settled = rounds.map(({ round, survivors }) =>
    settleRound(rewardTerms, {
      round,
      survivors: survivors.map(holder => ({ holder, examples: examples.get(holder) ?? 0n })),
    }),
  )
  const areAsComputed = rounds.every(({ pays, feeUnits }, i) => {
    const own = settled[i]!
    const expected = own.pays.map(({ holder, amountUnits }) => `${holder} ${amountUnits}`).sort()
    const found = pays.map(({ organisation, amountUnits }) => `${organisation} ${amountUnits}`).sort()
    return feeUnits === own.feeUnits && expected.join() === found.join()
  })
  const whole = settleBounty(rewardTerms, settled)
  return (
    audit.ok &&
    areAsComputed &&
    bounty.paidUnits === whole.paidUnits &&
    bounty.feeUnits === whole.feeUnits &&
    bounty.refundedUnits === whole.refundUnits &&
    bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits === BigInt(priceUnits)
  )
}

interface Checked {
  readonly statements: DemoStatements
  readonly result: DemoResult
  readonly bounty: Bounty
  readonly terms: BountyTerms
  readonly rounds: readonly RoundSummary[]
  readonly modelMatches: boolean
  readonly evaluated: { readonly correct: number; readonly examples: number }
}

function checksOf({ drills, verifiedByHolders }: Gathering, checked: Checked): readonly Check[] {
  const { result, statements, bounty, terms, rounds, modelMatches, evaluated } = checked
  const { receipts, ledger, accuracy } = result
  const last = rounds.at(-1)
  const { target } = terms.acceptance
  return [
    {
      name: 'the bounty reached its target',
      held: bounty.state === 'final' && bounty.accepted && accuracy >= target,
      detail: `${(100 * accuracy).toFixed(2)} % of ${evaluated.examples} held-out digits, target ${100 * target} %`,
    },
    {
      name: 'the coordinator counted as we do',
      held: last?.correct === evaluated.correct && last.total === evaluated.examples,
      detail: `${last?.correct} right answers there, ${evaluated.correct} here`,
    },
    {
      name: 'the model delivered is that of the last round',
      held: modelMatches,
      detail: last === undefined ? 'no round' : toHex(last.modelHash),
    },
    ...drills.map(drill => drillCheck(drill, rounds)),
    {
      name: 'every line of every statement has its formula and its leaf in the log',
      held: statements.lines > 0 && statements.explained === statements.lines,
      detail: `${statements.explained} of ${statements.lines}`,
    },
    {
      name: 'the books balance to the unit',
      held: ledger.balanced,
      detail: `${ledger.paid} paid + ${ledger.fees} fees + ${ledger.refunded} refunded = ${ledger.escrowed}`,
    },
    {
      name: 'every receipt holds',
      held:
        receipts.issued > 0 && receipts.verified === receipts.issued && verifiedByHolders >= receipts.issued,
      detail: `${receipts.verified} of ${receipts.issued} verified here, ${verifiedByHolders} by the holders themselves`,
    },
    {
      name: 'federation beats working alone',
      held: accuracy > result.localAccuracyMean,
      detail: `${(100 * accuracy).toFixed(2)} % together, ${(100 * result.localAccuracyMean).toFixed(2)} % alone on average`,
    },
  ]
}

/** The round went on although one was killed, and the killed one came back for a later round. */
function drillCheck({ organisation, round, stage }: Drill, rounds: readonly RoundSummary[]): Check {
  const drilled = rounds.find(one => one.round === round)
  const dropped = drilled?.dropouts.some(dropout => dropout.organisation === organisation) === true
  const back = rounds.find(one => one.round > round && one.survivors.includes(organisation))
  return {
    name: `${organisation} was killed in round ${round} (${stage}) and came back`,
    held: dropped && back !== undefined,
    detail:
      back === undefined
        ? 'it did not come back'
        : `round ${round} finished all the same; back in round ${back.round}`,
  }
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
