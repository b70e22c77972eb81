/**
 * A bounty from its leaves: who signed what is checked here, the rules of money in aggregation/rewards. The coordinator takes
 * each leaf in before it writes it; whoever has the terms and the log does the same afterwards and comes to the same.
 */
import {
  advance,
  type BountyEvent,
  begin,
  concat,
  fromHex,
  isOver,
  type Life,
  type LifeRule,
  leafSurvivors,
  type MoneyCommand,
  type RoundLeaf,
  settleRound,
  sha256,
  toHex,
  verifySignature,
  type Weight,
} from '../../aggregation/index.ts'
import {
  appealSigningBytes,
  cancelSigningBytes,
  disputeSigningBytes,
  evidenceSigningBytes,
  rulingSigningBytes,
  seenDispute,
} from '../market-statements.ts'
import { rewardTermsOf } from '../pay-terms.ts'
import {
  type BountyTerms,
  bountyIdOf,
  consentSigningBytes,
  decodeTerms,
  termsSigningBytes,
} from '../terms.ts'
import { decodeMarketLeaf, type HappenedLeaf, type MarketLeaf } from './leaves.ts'
import { beginScoring, type Scoring, takeScoringLeaf } from './scoring.ts'
import { evaluatorIn, scoringFaultOf } from './scoring-rules.ts'
import { settlementDocument, settlementHash } from './settlement-document.ts'

/** A bounty as its leaves have made it. */
export interface MarketState {
  readonly bountyId: string
  readonly termsBytes: Uint8Array
  readonly terms: BountyTerms
  readonly life: Life
  /** Ed25519 keys of buyer and holders, hex, by organisation. */
  readonly keys: ReadonlyMap<string, string>
  readonly events: number
  readonly eventsHash: string
  /** What was said about contributions. */
  readonly scoring: Scoring
  /** All that moved up to the settlement. */
  readonly money: readonly MoneyCommand[]
  /** Once the bounty is over: the document's bytes. */
  readonly settlement?: Uint8Array
  /** Whether the log has named it. */
  readonly isSealed: boolean
}

export const replayRules = [
  'malformed-leaf',
  'malformed-terms',
  'another-bounty',
  'another-terms',
  'not-signed',
  'not-a-panel',
  'another-pay',
  'another-score',
  'another-settlement',
] as const

export interface LeafRefused {
  readonly kind: 'refused'
  readonly rule: (typeof replayRules)[number] | LifeRule
  readonly detail: string
}

export interface LeafTaken {
  readonly kind: 'taken'
  readonly state: MarketState
  /** What this leaf moves. */
  readonly money: readonly MoneyCommand[]
}

/** The first leaf of a bounty, which names its terms. */
export function openMarketLog(termsBytes: Uint8Array, body: Uint8Array): LeafTaken | LeafRefused {
  const read = decodeMarketLeaf(body)
  if (read.kind === 'malformed') return refused('malformed-leaf', `${read.field} ${read.problem}`)
  const { leaf } = read
  if (leaf.kind !== 'terms')
    return refused('malformed-leaf', `the first leaf of a bounty is its terms, not ${leaf.kind}`)
  const decoded = decodeTerms(termsBytes)
  if (decoded.kind === 'faulty') {
    const [fault] = decoded.faults
    return refused(
      'malformed-terms',
      fault === undefined ? 'they cannot be read' : `${fault.field} ${fault.message}`,
    )
  }
  if (leaf.termsHash !== toHex(sha256(termsBytes)))
    return refused('another-terms', 'these are not the terms that the log names')
  const { buyerKey, nonce, signature, bountyId, buyer, atMs } = leaf
  if (bountyIdOf(termsBytes, fromHex(buyerKey), fromHex(nonce)) !== bountyId)
    return refused('another-bounty', 'its id does not follow from terms, buyer’s key and nonce')
  if (!isSigned(buyerKey, termsSigningBytes(bountyId, termsBytes), signature))
    return refused('not-signed', 'the terms are not signed by the buyer’s key')
  const { terms } = decoded
  const isNamed = terms.scoring?.evaluators.some(
    ({ organisation, key }) => organisation === buyer || key === buyerKey,
  )
  if (isNamed === true) return refused('not-a-party', `${buyer} cannot score the holders of its own bounty`)
  if (isArbiter(terms, buyerKey)) return refused('not-a-panel', `${buyer} cannot rule on its own bounty`)
  const life = begin(rewardTermsOf({ bountyId, terms }), { kind: 'posted', buyer, atMs })
  const state: MarketState = {
    bountyId,
    termsBytes,
    terms,
    life,
    keys: new Map([[buyer, buyerKey]]),
    events: 1,
    eventsHash: chained('00'.repeat(32), body),
    scoring: beginScoring(leaf.modelHash),
    money: [],
    isSealed: false,
  }
  return { kind: 'taken', state, money: [] }
}

/** The next leaf of a bounty. */
export function takeLeaf(state: MarketState, body: Uint8Array): LeafTaken | LeafRefused {
  const read = decodeMarketLeaf(body)
  if (read.kind === 'malformed') return refused('malformed-leaf', `${read.field} ${read.problem}`)
  const { leaf } = read
  if (leaf.bountyId !== state.bountyId)
    return refused('another-bounty', `it is about bounty ${leaf.bountyId}`)
  if (leaf.kind === 'settlement') return takeSettlement(state, leaf.settlement)
  if (leaf.kind === 'terms') return refused('twice', 'a bounty is posted once')
  if (state.settlement !== undefined && !state.isSealed)
    return refused('another-settlement', 'the log does not name the settlement that its leaves come to')
  if (leaf.kind === 'round' && leaf.termsHash !== toHex(sha256(state.termsBytes)))
    return refused('another-terms', `round ${leaf.round} was completed under terms ${leaf.termsHash}`)
  const unsigned = signatureFault(state, leaf)
  if (unsigned !== undefined) return unsigned
  const unscored = scoringFaultOf(state, leaf)
  if (unscored !== undefined) return refused(unscored.rule, unscored.detail)
  const advanced = advance(state.life, eventOf(state.terms, leaf))
  if (advanced.kind === 'refused') return advanced
  const unpaid = leaf.kind === 'round' ? payFault(state, leaf) : undefined
  if (unpaid !== undefined) return refused('another-pay', unpaid)
  return {
    kind: 'taken',
    state: next(state, body, leaf, advanced.life, advanced.money),
    money: advanced.money,
  }
}

function next(
  state: MarketState,
  body: Uint8Array,
  leaf: MarketLeaf,
  life: Life,
  money: readonly MoneyCommand[],
): MarketState {
  const keys = leaf.kind === 'joined' ? new Map([...state.keys, [leaf.holder, leaf.key]]) : state.keys
  const taken = {
    ...state,
    life,
    keys,
    scoring:
      leaf.kind === 'terms' || leaf.kind === 'settlement' ? state.scoring : takeScoringLeaf(state, leaf),
    events: state.events + 1,
    eventsHash: chained(state.eventsHash, body),
  }
  // After the settlement only what was held back moves, and the document stays as it is.
  if (state.settlement !== undefined) return taken
  const all = { ...taken, money: [...state.money, ...money] }
  if (!isOver(life)) return all
  const termsHash = toHex(sha256(state.termsBytes))
  return { ...all, settlement: settlementDocument({ ...all, termsHash }) }
}

function takeSettlement(state: MarketState, hash: string): LeafTaken | LeafRefused {
  if (state.isSealed) return refused('twice', 'a bounty is settled once')
  if (state.settlement === undefined)
    return refused('another-settlement', 'the log names a settlement, and its leaves come to no end')
  const own = settlementHash(state.settlement)
  if (own !== hash) return refused('another-settlement', `the log names ${hash}, its leaves come to ${own}`)
  return { kind: 'taken', state: { ...state, isSealed: true }, money: [] }
}

function signatureFault(state: MarketState, leaf: HappenedLeaf | RoundLeaf): LeafRefused | undefined {
  const { bountyId, termsBytes, keys, life } = state
  const by = (party: string, bytes: Uint8Array, signature: string | undefined) => {
    const key = keys.get(party)
    if (key === undefined)
      return refused('not-a-party', `${party} is neither the buyer nor a holder of this bounty`)
    const isGood = signature !== undefined && isSigned(key, bytes, signature)
    return isGood ? undefined : refused('not-signed', `${leaf.kind} is not signed by ${party}`)
  }
  switch (leaf.kind) {
    case 'joined': {
      const { key, datasetRoot, examples, signature, holder } = leaf
      if (isArbiter(state.terms, key))
        return refused('not-a-panel', `${holder} is an arbiter of this bounty and cannot earn in it`)
      const consent = consentSigningBytes(bountyId, termsBytes, fromHex(datasetRoot), examples)
      return isSigned(key, consent, signature)
        ? undefined
        : refused('not-signed', `joined is not signed by ${holder}`)
    }
    case 'stopped':
      return leaf.end === 'cancelled'
        ? by(life.buyer, cancelSigningBytes(bountyId), leaf.signature)
        : undefined
    case 'disputed':
      return by(leaf.by, disputeSigningBytes(bountyId, leaf.claim, leaf.evidence), leaf.signature)
    case 'evidence-added':
      return by(leaf.by, evidenceSigningBytes(bountyId, leaf.dispute, leaf.evidence), leaf.signature)
    case 'appealed':
      return by(leaf.by, appealSigningBytes(bountyId, leaf.dispute, leaf.evidence), leaf.signature)
    case 'ruled':
      return rulingFault(state, leaf)
    default:
      return undefined
  }
}

/** Nobody rules on its own pay. */
function isArbiter({ pay: { disputes } }: BountyTerms, key: string): boolean {
  return [disputes?.panel, disputes?.appealPanel].some(panel => panel?.arbiters.includes(key))
}

/** A ruling needs as many different arbiters of the panel that is asked as its threshold says. */
function rulingFault(
  { bountyId, terms, life }: MarketState,
  { dispute: number, isUpheld, signatures }: Extract<HappenedLeaf, { kind: 'ruled' }>,
): LeafRefused | undefined {
  const { disputes } = terms.pay
  const dispute = life.disputes.find(one => one.number === number)
  if (dispute === undefined) return refused('unknown-dispute', `there is no dispute ${number}`)
  const panel = dispute.appeal !== undefined ? (disputes?.appealPanel ?? disputes?.panel) : disputes?.panel
  if (panel === undefined) return refused('no-disputes', 'the terms name no panel')
  const bytes = rulingSigningBytes(bountyId, seenDispute(dispute), isUpheld)
  const foreign = signatures.find(({ key }) => !panel.arbiters.includes(key))
  if (foreign !== undefined) return refused('not-a-panel', `${foreign.key} is no arbiter of this bounty`)
  const bad = signatures.find(({ key, signature }) => !isSigned(key, bytes, signature))
  if (bad !== undefined)
    return refused(
      'not-signed',
      `the ruling is not signed by ${bad.key} over this claim and the evidence that is there now`,
    )
  const count = new Set(signatures.map(({ key }) => key)).size
  return count >= panel.threshold
    ? undefined
    : refused('not-a-panel', `${count} of ${panel.threshold} arbiters signed the ruling`)
}

function isSigned(key: string, bytes: Uint8Array, signature: string): boolean {
  return verifySignature(fromHex(key), bytes, fromHex(signature))
}

/** Why a round's leaf does not say what its survivors earn. */
function payFault({ life }: MarketState, leaf: RoundLeaf): string | undefined {
  const settled = settleRound(life.terms, { round: leaf.round, ...roundMembers(leaf) })
  const differing = (what: string, found: string, own: bigint) =>
    found === String(own)
      ? undefined
      : `round ${leaf.round}: the log gives ${what} ${found} units, and the terms ${own}`
  const own = new Map(settled.pays.map(pay => [pay.holder, pay]))
  const pays = leaf.pays.flatMap(({ organisation, weight, amountUnits }) => [
    differing(organisation, amountUnits, own.get(organisation)?.amountUnits ?? 0n),
    differing(`${organisation}, by weight,`, weight, own.get(organisation)?.weight ?? 0n),
  ])
  const named = new Set(leaf.pays.map(({ organisation }) => organisation))
  const missing =
    leaf.pays.length === own.size && named.size === own.size
      ? undefined
      : `round ${leaf.round}: the log pays ${named.size} holders in ${leaf.pays.length} parts, and ${own.size} are in its sum`
  return (
    differing('the pot', leaf.potUnits, settled.potUnits) ??
    differing('the operator', leaf.feeUnits, settled.feeUnits) ??
    missing ??
    pays.find(fault => fault !== undefined)
  )
}

function roundMembers(leaf: RoundLeaf) {
  const holders = (members: readonly { readonly organisation: string; readonly examples: number }[]) =>
    members.map(({ organisation, examples }) => ({ holder: organisation, examples: BigInt(examples) }))
  return {
    survivors: holders(leafSurvivors(leaf)),
    unsummed: holders(leaf.failedGroups.flatMap(({ members }) => members)),
  }
}

/** What a leaf says about money. */
function eventOf(
  terms: BountyTerms,
  leaf: Exclude<HappenedLeaf, { kind: 'terms' }> | RoundLeaf,
): BountyEvent {
  switch (leaf.kind) {
    case 'evaluator-joined': {
      const { atMs, evaluator } = leaf
      const stakeUnits = BigInt(evaluatorIn(terms, evaluator)?.stakeUnits ?? 0)
      return { kind: 'evaluator-joined', atMs, evaluator, stakeUnits }
    }
    case 'scoring-opened':
    case 'utilities-committed':
    case 'utilities-revealed':
      return { kind: 'noted', atMs: leaf.atMs }
    case 'round':
      return { kind: 'round', round: leaf.round, ...roundMembers(leaf) }
    case 'joined':
      return { ...leaf, examples: BigInt(leaf.examples) }
    case 'epoch-closed':
    case 'settled':
      return { ...leaf, quality: weightsIn(leaf.quality), evaluators: weightsIn(leaf.evaluators) }
    case 'stopped': {
      const { kind, atMs, end, round, members } = leaf
      const failed = members?.map(({ organisation, examples }) => ({
        holder: organisation,
        examples: BigInt(examples),
      }))
      return {
        kind,
        atMs,
        end,
        ...(round === undefined ? {} : { round }),
        ...(failed === undefined ? {} : { members: failed }),
      }
    }
    case 'fault-proved': {
      const { kind, atMs, proof, culprit, accuser } = leaf
      return {
        kind,
        atMs,
        proof,
        ...(culprit === undefined ? {} : { culprit }),
        ...(accuser === undefined ? {} : { accuser }),
      }
    }
    default:
      return leaf
  }
}

function weightsIn(
  weights: readonly { readonly holder: string; readonly weight: string }[],
): readonly Weight[] {
  return weights.map(({ holder, weight }) => ({ holder, weight: BigInt(weight) }))
}

/** A hash over all leaves of a bounty, so that none can be left out or put elsewhere. */
function chained(before: string, body: Uint8Array): string {
  return toHex(sha256(concat(fromHex(before), sha256(body))))
}

function refused(rule: LeafRefused['rule'], detail: string): LeafRefused {
  return { kind: 'refused', rule, detail }
}
