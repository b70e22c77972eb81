/** Disputes, rulings, proofs and what was held back, as operations; and the bounty's money and leaves as anyone may read them. */
import {
  type Claim,
  type Dispute,
  type Epoch,
  epochUnits,
  fromHex,
  type Life,
  releaseOf,
  sha256,
  stageOf,
  toHex,
} from '../../aggregation/index.ts'
import type { EventKind } from '../../protos/events.ts'
import { maximumDocumentBytes } from '../../protos/limits.ts'
import type { HappenedLeaf, MarketState } from '../../protos/market-log/index.ts'
import { type Answer, granted, type RefusalReason, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import type {
  DisputeClaim,
  DisputeView,
  EpochView,
  EvidenceRequest,
  HolderMoney,
  MarketLog,
  MarketView,
} from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import { isShownTo } from './bounty-store.ts'
import { attempt, countMarketLeaves, MarketRefusal, readMarketLeaves } from './market.ts'
import { markLeft } from './participation.ts'
import { provedFault } from './proved-fault.ts'
import { revokedInside } from './revoked-inside.ts'

/** What hears of an event beside the rounds. */
interface LiveBounty {
  marketChanged(): Promise<void>
}

type MarketOperations = Pick<
  CoordinatorService,
  | 'dispute'
  | 'addEvidence'
  | 'appeal'
  | 'rule'
  | 'proveFault'
  | 'releaseVested'
  | 'getMarket'
  | 'getMarketLog'
>

type Leaf = Exclude<HappenedLeaf, { kind: 'terms' }>
interface Told {
  readonly kind: EventKind
  readonly organisation?: string
  readonly reason?: string
}

/** Records what a caller says of a bounty that it sees, tells those who watch, and wakes the bounty. */
export function leafRecorder(parts: Parts, liveBounty: (bountyId: string) => LiveBounty | undefined) {
  return async (
    caller: Caller,
    leaf: Leaf,
    told?: Told,
    beside: (tx: Transaction) => Promise<unknown> = async () => undefined,
  ): Promise<Answer<MarketView>> => {
    const { bountyId } = leaf
    if (!(await isShownTo(parts.storage.db, caller, bountyId))) return noBounty(bountyId)
    const recorded = await attempt(() =>
      parts.storage.transaction(async tx => {
        if (isRevokedInside(parts, leaf, await parts.market.state(tx, bountyId), caller))
          return revokedInside()
        await parts.market.record(tx, leaf)
        await beside(tx)
        return undefined
      }),
    )
    if (recorded instanceof MarketRefusal) return refusalOf(recorded)
    if (recorded !== undefined) return recorded
    if (told !== undefined) parts.events.publish({ bountyId, ...told })
    await liveBounty(bountyId)?.marketChanged()
    const state = await parts.storage.transaction(tx => parts.market.state(tx, bountyId))
    return granted(marketView(state!))
  }
}

/** Whether a key that signs a leaf was revoked. */
function isRevokedInside(
  { members }: Pick<Parts, 'members'>,
  leaf: Leaf,
  state: MarketState | undefined,
  { organisation }: Caller,
): boolean {
  const named = state?.terms.scoring?.evaluators.find(evaluator => evaluator.organisation === organisation)
  const own = 'signature' in leaf ? [state?.keys.get(organisation), named?.key] : []
  const signing = leaf.kind === 'ruled' ? leaf.signatures.map(({ key }) => key) : own
  return signing.some(key => key !== undefined && members.keys.isRevoked(fromHex(key)))
}

export function marketOperations(
  parts: Parts,
  liveBounty: (bountyId: string) => LiveBounty | undefined,
): MarketOperations {
  const record = leafRecorder(parts, liveBounty)

  const stateOf = (bountyId: string): Promise<MarketState | undefined> =>
    parts.storage.transaction(tx => parts.market.state(tx, bountyId))

  /** A draft is there for its buyer, the operator and auditors alone. */
  const shownTo = async (caller: Caller, bountyId: string): Promise<MarketState | undefined> =>
    (await isShownTo(parts.storage.db, caller, bountyId)) ? stateOf(bountyId) : undefined

  const place = (bountyId: string) => ({ bountyId, atMs: parts.world.nowMs() })

  const pieceOf = (
    { organisation }: Caller,
    { bountyId, dispute, evidence, signature }: EvidenceRequest,
  ) => ({
    ...place(bountyId),
    by: organisation,
    dispute,
    evidence: toHex(evidence),
    signature: toHex(signature),
  })

  return {
    dispute: (caller, { bountyId, claim, evidence, signature }) =>
      record(
        caller,
        {
          kind: 'disputed',
          ...place(bountyId),
          by: caller.organisation,
          claim: claimOf(claim),
          evidence: toHex(evidence),
          signature: toHex(signature),
        },
        { kind: 'dispute-opened', organisation: caller.organisation },
      ),
    addEvidence: (caller, request) =>
      record(
        caller,
        { kind: 'evidence-added', ...pieceOf(caller, request) },
        { kind: 'dispute-changed', reason: 'evidence' },
      ),
    appeal: (caller, request) =>
      record(
        caller,
        { kind: 'appealed', ...pieceOf(caller, request) },
        { kind: 'dispute-changed', reason: 'appealed' },
      ),
    rule: (caller, { bountyId, dispute, isUpheld, signatures }) =>
      record(
        caller,
        {
          kind: 'ruled',
          ...place(bountyId),
          dispute,
          isUpheld,
          signatures: signatures.map(({ key, signature }) => ({
            key: toHex(key),
            signature: toHex(signature),
          })),
        },
        { kind: 'dispute-changed', reason: 'ruled' },
      ),
    proveFault: async (caller, { bountyId, proof }) => {
      if ((await shownTo(caller, bountyId)) === undefined) return noBounty(bountyId)
      const found = await provedFault(parts, bountyId, proof)
      if (found.kind === 'refused') return found
      const { fault, culprit } = found.value
      const accused = culprit === undefined ? {} : { organisation: culprit }
      // Kept, so that whoever reads its hash in the log can ask for it.
      await parts.blobs.put(proof)
      return record(
        caller,
        {
          kind: 'fault-proved',
          ...place(bountyId),
          fault,
          proof: toHex(sha256(proof)),
          accuser: caller.organisation,
          ...(culprit === undefined ? {} : { culprit }),
        },
        { kind: 'fault-proved', reason: fault, ...accused },
        async tx => {
          if (culprit !== undefined) await markLeft(tx, bountyId, culprit, parts.world.nowMs())
        },
      )
    },
    releaseVested: (caller, { bountyId }) =>
      record(caller, { kind: 'vested', ...place(bountyId), holder: caller.organisation }),
    async getMarket(caller, { bountyId }) {
      const state = await shownTo(caller, bountyId)
      return state === undefined ? noBounty(bountyId) : granted(marketView(state))
    },
    async getMarketLog(caller, { bountyId, after, limit }) {
      const state = await shownTo(caller, bountyId)
      if (state === undefined) return noBounty(bountyId)
      const most = limit === 0 ? maximumPage : Math.min(limit, maximumPage)
      const [page, total] = await parts.storage.transaction(async tx => [
        await readMarketLeaves(tx, bountyId, { after, limit: most }),
        await countMarketLeaves(tx, bountyId),
      ])
      const log: MarketLog = { leaves: thatFit(page), total, terms: state.termsBytes }
      return granted(log)
    },
  }
}

const maximumPage = 1_000

/** The first leaves that fit one message, at least one: a caller asks again from where they end. */
export function thatFit<Leaf extends { readonly body: Uint8Array }>(
  leaves: readonly Leaf[],
): readonly Leaf[] {
  let bytes = 0
  const end = leaves.findIndex(({ body }, i) => {
    bytes += body.length
    return i > 0 && bytes > maximumDocumentBytes
  })
  return end < 0 ? leaves : leaves.slice(0, end)
}

export function noBounty(bountyId: string) {
  return refused('not-found', `there is no bounty ${bountyId}`)
}

const reasons: Readonly<Record<string, RefusalReason>> = {
  unpaid: 'insufficient-funds',
  'not-signed': 'signature-invalid',
  'not-a-panel': 'signature-invalid',
  'not-a-party': 'forbidden',
  'too-late': 'too-late',
  'unknown-epoch': 'not-found',
  'unknown-holder': 'not-found',
  'unknown-dispute': 'not-found',
  malformed: 'malformed',
  'malformed-leaf': 'malformed',
}

/** Which rule stood against it, in the words of the service. */
export function refusalOf({ rule, message }: MarketRefusal) {
  return refused(reasons[rule] ?? 'wrong-state', message)
}

function claimOf({ kind, epoch, holder, isMet }: DisputeClaim): Claim {
  return kind === 'exclude' ? { kind, epoch, holder } : { kind, epoch, isMet }
}

/** Where a bounty's money is, as its events have it. */
export function marketView({ bountyId, life, settlement }: MarketState): MarketView {
  return {
    bountyId,
    state: stageOf(life),
    escrowUnits: life.totals.escrowUnits,
    bondUnits: life.totals.bondUnits,
    epochs: life.epochs.map(epoch => epochView(life, epoch)),
    disputes: life.disputes.map(disputeView),
    holders: holdersMoney(life),
    finalAtMs: life.finalAtMs ?? 0,
    settlement: settlement === undefined ? new Uint8Array() : sha256(settlement),
  }
}

const epochStatuses = { open: 'under-way', challenge: 'challengeable', released: 'released' } as const

function epochView(life: Life, { epoch, status, dues }: Epoch): EpochView {
  const dueUnits = dues
    .filter(({ isPaid }) => !isPaid)
    .flatMap(({ settlement }) => [
      settlement.feeUnits,
      ...settlement.pays.map(({ amountUnits }) => amountUnits),
    ])
    .reduce((sum, units) => sum + units, 0n)
  return {
    epoch,
    status: epochStatuses[status],
    units: epochUnits(life.terms, epoch),
    dueUnits,
    releaseAtMs: releaseOf(life, epoch) ?? 0,
  }
}

function disputeView({
  number,
  by,
  claim,
  status,
  appeal,
  outcome,
  deadlineMs,
  evidence,
}: Dispute): DisputeView {
  return {
    number,
    by,
    claim: {
      kind: claim.kind,
      epoch: claim.epoch,
      holder: claim.kind === 'exclude' ? claim.holder : '',
      isMet: claim.kind === 'target' && claim.isMet,
    },
    status,
    isAppealed: appeal !== undefined,
    outcome: outcome === undefined ? 'none' : outcome ? 'upheld' : 'dismissed',
    deadlineMs,
    evidence: evidence.map(({ by: whose, sha256: hash }) => ({
      by: whose,
      sha256: Buffer.from(hash, 'hex'),
    })),
  }
}

function holdersMoney({ participants, epochs }: Life): readonly HolderMoney[] {
  const due = new Map<string, bigint>()
  for (const { dues } of epochs)
    for (const { isPaid, settlement } of dues)
      if (!isPaid)
        for (const { holder, amountUnits } of settlement.pays)
          due.set(holder, (due.get(holder) ?? 0n) + amountUnits)
  return [...participants.values()].map(({ holder, heldBackUnits, releasedUnits, stakeUnits }) => ({
    holder,
    dueUnits: due.get(holder) ?? 0n,
    heldBackUnits: heldBackUnits - releasedUnits,
    stakeUnits,
  }))
}
