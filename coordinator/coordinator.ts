/**
 * The coordinator: every operation a plain async function. gRPC, the console and the tests call these and nothing
 * else. Who calls is established before (auth/door.ts); whose the thing is, is checked here.
 */
import {
  buyerAccount,
  feesAccount,
  isOver,
  payableAccount,
  toHex,
  verifySignature,
} from '../aggregation/index.ts'
import { isRawDataset, loadDataset } from '../learning/index.ts'
import type { ParleyEvent } from '../protos/events.ts'
import { maximumBlobBytes, maximumEntries } from '../protos/limits.ts'
import { cancelSigningBytes } from '../protos/market-statements.ts'
import { type Answer, granted, type Refusal, refused } from '../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../protos/service.ts'
import { type BountyTerms, isEvaluatedByBuyer } from '../protos/terms.ts'
import type {
  Balances,
  Bounty,
  BountyId,
  BountyState,
  CoordinatorDescription,
  Empty,
  Party,
  StatementLine,
} from '../protos/types.ts'
import { auditOperations } from './audit/index.ts'
import { apiKeyOperations } from './auth/api-key-operations.ts'
import { memberOperations } from './auth/deprovision.ts'
import { readEnvironment } from './auth/environment.ts'
import { keyOperations } from './auth/key-operations.ts'
import { recoveryOperations } from './auth/recovery-operations.ts'
import { secondFactorsOf } from './auth/second-factors.ts'
import { sessionOperations } from './auth/sessions.ts'
import { seesEveryBook } from './auth/sight.ts'
import { transactionOperations } from './auth/transactions.ts'
import { sourceOf } from './blobs/blob-store.ts'
import { deliverModel } from './blobs/delivery.ts'
import { shredEnded } from './blobs/shred-ended.ts'
import type { BountyFacts } from './bounties/bounty-facts.ts'
import { isShownTo, listBountyIds, type Onlooker, readBounty, storedTerms } from './bounties/bounty-store.ts'
import { lineageOperations } from './bounties/lineage-signature.ts'
import { auditMarket } from './bounties/market-audit.ts'
import { marketOperations, thatFit } from './bounties/market-operations.ts'
import { declineBounty, joinBounty, leaveBounty } from './bounties/participation.ts'
import { postBounty } from './bounties/post-bounty.ts'
import { revokedInside } from './bounties/revoked-inside.ts'
import { scoringOperations } from './bounties/scoring-operations.ts'
import { endedScoringFileFor, scoringFileFor } from './bounties/scoring-store.ts'
import { readTestSet } from './bounties/test-set.ts'
import { isOwn, toldTo } from './events/told-to.ts'
import { readJointStatement, readOwnAccounts } from './ledger/index.ts'
import type { Parts } from './parts.ts'
import { evaluationOperations } from './rounds/evaluation-operations.ts'
import { roundOperations } from './rounds/round-operations.ts'
import { type BountyRunner, openBountyRunner } from './rounds/round-runner.ts'
import type { Transaction } from './storage/index.ts'
import { webhookOperations } from './webhooks/index.ts'

const maximumStatementLines = 1000
/** Where what somebody pays in goes: prices come from a buyer, stakes from a holder, bonds from the operator's fees. */
const paidIn = {
  buyer: buyerAccount,
  holder: payableAccount,
  evaluator: payableAccount,
  operator: () => feesAccount,
} as const
/** Where something is still to come of a bounty. */
export const unending = ['draft', 'funded', 'open', 'running', 'settling', 'challenge', 'disputed'] as const
const noMoreTested = 'the bounty has ended: what its rounds were tested with is not handed out any more'
const withheld = 'the model is handed over with the verdict on it, once the bounty is settled'
/** Who is shown all there is. */
const everybody: Onlooker = { role: 'operator', organisation: '' }
const isUnending = (state: BountyState) => (unending as readonly BountyState[]).includes(state)

/** Whether a round may still be evaluated. What is settled ends even where its test set cannot be read any more. */
const isTrainable = (state: BountyState) =>
  isUnending(state) && state !== 'settling' && !settledStates.has(state)

const isCancellable = (state: BountyState) => isUnending(state) && !settledStates.has(state)
const settledStates: ReadonlySet<BountyState> = new Set(['challenge', 'disputed'])

export interface Coordinator extends CoordinatorService {
  /** The live runner of a bounty that has not ended; the console looks at its desk. */
  runnerOf(bountyId: string): BountyRunner | undefined
  bounties(): Promise<readonly Bounty[]>
  /** The fingerprint that it tells of its certificate from now on. */
  certificateChanged(fingerprint: Uint8Array): void
  close(): Promise<void>
}

/** Starts every bounty that has not ended where it stood, then serves. */
export async function createCoordinator(
  parts: Parts,
  description: CoordinatorDescription,
): Promise<Coordinator> {
  const { storage, ledger, log, members, blobs, events } = parts
  const runners = new Map<BountyId, BountyRunner>()
  let certificate = description.certificateFingerprint
  const destination = {
    environment: description.environment,
    audience: toHex(description.identityKey),
  }
  const secondFactors = secondFactorsOf(parts)

  /** Those that are being started: two runners of one bounty would undo one another's rounds. */
  const starting = new Map<BountyId, Promise<BountyRunner>>()

  function runnerFor(bounty: Bounty): Promise<BountyRunner> {
    const { bountyId } = bounty
    const known = runners.get(bountyId)
    if (known !== undefined) return Promise.resolve(known)
    const begun = starting.get(bountyId) ?? startRunner(bounty).finally(() => void starting.delete(bountyId))
    starting.set(bountyId, begun)
    return begun
  }

  async function startRunner(bounty: Bounty): Promise<BountyRunner> {
    const terms = storedTerms(bounty.terms)
    const facts = {
      bountyId: bounty.bountyId,
      buyer: bounty.buyer,
      buyerKey: bounty.buyerKey,
      termsBytes: bounty.terms,
      terms,
      testSet: isTrainable(bounty.state) ? await testSetOf(bounty.bountyId, terms) : undefined,
    }
    const runner = await openBountyRunner(parts, {
      facts,
      state: bounty.state,
      // An ended bounty is answered for from the database; its test set need not stay in memory.
      onEnded: () => {
        runners.delete(bounty.bountyId)
        shredInTime()
      },
    })
    if (isUnending(runner.state())) runners.set(bounty.bountyId, runner)
    return runner
  }

  /** What goes at the end of a bounty is gone soon after, and after the next start at the latest. */
  let shredding: Promise<unknown> = Promise.resolve()
  function shredInTime(): void {
    shredding = shredding
      .then(() => shredEnded(storage, blobs, unending))
      .catch(error =>
        parts.journal.warn(
          { error: String(error) },
          'models of an ended bounty could not be erased; tried again',
        ),
      )
  }

  async function testSetOf(bountyId: BountyId, terms: BountyTerms): Promise<BountyFacts['testSet']> {
    if (isEvaluatedByBuyer(terms)) return undefined
    const read = await readTestSet(parts, terms)
    if ('kind' in read) throw new Error(`the test set of bounty ${bountyId} cannot be read: ${read.message}`)
    return isRawDataset(read.data) ? read.data : loadDataset(read.data)
  }

  async function find(caller: Onlooker, bountyId: BountyId): Promise<Answer<Bounty>> {
    const isShown = await isShownTo(storage.db, caller, bountyId)
    const bounty = isShown ? await readBounty(storage.db, bountyId) : undefined
    return bounty === undefined ? refused('not-found', `there is no bounty ${bountyId}`) : granted(bounty)
  }

  async function running(caller: Onlooker, bountyId: BountyId): Promise<BountyRunner | Refusal> {
    const runner = runners.get(bountyId)
    if (runner !== undefined && (await isShownTo(storage.db, caller, bountyId))) return runner
    return refused('not-found', `there is no open bounty ${bountyId}`)
  }

  async function resumeAll(): Promise<void> {
    let after = ''
    let found = 0
    for (;;) {
      const ids = await listBountyIds(
        storage.db,
        {
          states: unending,
          modelFamily: '',
          minimumPriceUnits: 0n,
          limit: 100,
          after,
        },
        everybody,
      )
      const last = ids.at(-1)
      if (last === undefined) break
      for (const id of ids) await resumeOne(id)
      found += ids.length
      after = last
    }
    if (found > 0) events.publish({ kind: 'coordinator-restarted' })
  }

  async function resumeOne(id: BountyId): Promise<void> {
    const bounty = await readBounty(storage.db, id)
    if (bounty === undefined) return
    await runnerFor(bounty).catch(error =>
      parts.journal.error({ bountyId: id, error: String(error) }, 'a bounty could not be resumed'),
    )
  }

  await resumeAll()
  shredInTime()

  return {
    runnerOf: bountyId => runners.get(bountyId),
    async bounties() {
      const all = { states: [], modelFamily: '', minimumPriceUnits: 0n, limit: 100, after: '' } as const
      const found = await Promise.all(
        (await listBountyIds(storage.db, all, everybody)).map(id => readBounty(storage.db, id)),
      )
      return found.filter(bounty => bounty !== undefined)
    },
    certificateChanged(fingerprint) {
      certificate = fingerprint
    },
    async close() {
      await Promise.all([...runners.values()].map(runner => runner.close()))
      await shredding
      events.close()
    },

    describe: async () => granted({ ...description, certificateFingerprint: certificate }),
    invite: (caller, request) => members.invite(caller.role, request),
    enrol: (caller, request) => members.enrol(request, caller.identityKey),
    getRegistry: async () => granted(members.registry()),
    ...keyOperations(parts, destination),
    ...recoveryOperations(parts, destination),
    ...apiKeyOperations(parts, readEnvironment(description.environment)),
    ...memberOperations(parts),

    ...webhookOperations(parts, parts.webhooks),

    async postBounty(caller, request) {
      const posted = await postBounty(parts, caller, request)
      if (posted.kind === 'refused') return posted
      const { bountyId, isReplay } = posted.value
      const bounty = (await readBounty(storage.db, bountyId))!
      if (!isReplay) {
        events.publish({
          kind: 'bounty-posted',
          bountyId,
          organisation: caller.organisation,
          ...(bounty.state === 'draft' ? {} : { amountUnits: bounty.escrowedUnits }),
        })
      }
      // Also when it was posted before and could not be started then.
      if (isUnending(bounty.state)) await runnerFor(bounty)
      return granted(bounty)
    },
    async listBounties(caller, request) {
      const ids = await listBountyIds(storage.db, request, caller)
      const found = await Promise.all(ids.map(id => readBounty(storage.db, id)))
      const bounties = found.filter(bounty => bounty !== undefined).map(bounty => asToldTo(caller, bounty))
      return granted({ bounties })
    },
    async getBounty(caller, { bountyId }) {
      const found = await find(caller, bountyId)
      return found.kind === 'refused' ? found : granted(asToldTo(caller, found.value))
    },
    async cancelBounty(caller, { bountyId, signature }) {
      const found = await find(caller, bountyId)
      if (found.kind === 'refused') return found
      if (found.value.buyer !== caller.organisation)
        return refused('forbidden', 'only the buyer who posted it may cancel a bounty')
      if (!isCancellable(found.value.state)) {
        return refused('wrong-state', `the bounty is ${found.value.state} already; nothing is left to cancel`)
      }
      const { buyerKey } = found.value
      if (members.keys.isRevoked(buyerKey)) return revokedInside()
      if (!verifySignature(buyerKey, cancelSigningBytes(bountyId), signature)) {
        return refused(
          'signature-invalid',
          'the cancellation is not signed by the key that posted the bounty',
          {
            field: 'signature',
          },
        )
      }
      const runner = await runnerFor(found.value)
      await runner.cancel(signature)
      return find(caller, bountyId)
    },
    async joinBounty(caller, request) {
      const runner = await running(caller, request.bountyId)
      return 'kind' in runner ? runner : joinBounty(parts, runner, caller, request)
    },
    async leaveBounty(caller, { bountyId }) {
      const runner = await running(caller, bountyId)
      return 'kind' in runner ? runner : leaveBounty(parts, runner, caller)
    },
    async declineBounty(caller, request) {
      const found = await find(caller, request.bountyId)
      if (found.kind === 'refused') return found
      const runner = runners.get(request.bountyId)
      if (runner !== undefined) return declineBounty(parts, runner, caller, request)
      return refused('wrong-state', `the bounty is ${found.value.state} already; nothing is left to decline`)
    },

    async uploadBlob(caller, { sha256: expected, size }) {
      if (size > maximumBlobBytes)
        return refused('too-large', `a file holds at most ${maximumBlobBytes} bytes`, { field: 'size' })
      const writer = await blobs.openWriter()
      let taken = 0
      return granted({
        async write(data: Uint8Array): Promise<Answer<Empty>> {
          taken += data.length
          if (taken > size) return refused('blob-mismatch', `more bytes than the ${size} that were announced`)
          await writer.write(data)
          return granted({})
        },
        async finish() {
          if (taken !== size) {
            await writer.abandon()
            return refused('blob-mismatch', `${taken} bytes came of the ${size} that were announced`)
          }
          const stored = await writer.finish(toHex(expected))
          if (stored === 'mismatch')
            return refused('blob-mismatch', 'the bytes do not have the SHA-256 that was announced')
          await storage.transaction(tx =>
            tx
              .insertInto('blob_owner')
              .values({ sha256: toHex(expected), organisation: caller.organisation })
              .onConflict(conflict => conflict.columns(['sha256', 'organisation']).doNothing())
              .execute(),
          )
          return granted({ sha256: expected, size })
        },
        abandon: () => writer.abandon(),
      })
    },
    async downloadBlob(caller, request) {
      const sealed = await blobs.findStored(request.sha256)
      const name = sealed?.sha256 ?? toHex(request.sha256)
      if (!(await mayRead(caller, name)) || !(await blobs.has(name))) {
        if (await isWithheld(caller, name)) return refused('not-yet', withheld)
        const tested = await endedScoringFileFor(storage.db, caller.organisation, name).executeTakeFirst()
        if (tested !== undefined) return refused('wrong-state', noMoreTested)
        return refused('not-found', `there is no file ${name.slice(0, 12)}… for the caller`)
      }
      return granted(
        sealed === undefined ? blobs.stream(name) : sourceOf(await blobs.readStored(sealed)).read(),
      )
    },

    async getDelivery(caller, { bountyId, boxKey }) {
      const found = await find(caller, bountyId)
      if (found.kind === 'refused') return found
      const { buyer, modelBlob } = found.value
      if (buyer !== caller.organisation)
        return refused('forbidden', 'a model is delivered to the buyer who posted its bounty')
      return (await mayRead(caller, toHex(modelBlob)))
        ? deliverModel(parts, bountyId, boxKey)
        : refused('not-yet', withheld)
    },

    async fundBounty(caller, { bountyId }) {
      const found = await find(caller, bountyId)
      if (found.kind === 'refused') return found
      if (found.value.buyer !== caller.organisation)
        return refused('forbidden', 'only the buyer who posted it may pay a bounty in')
      const { state } = found.value
      if (isOver({ stage: state }))
        return refused('wrong-state', `the bounty is ${state}: it is over, and takes no price in any more`)
      // Paid in before: the answer to a repeated request.
      if (state !== 'draft') return granted(found.value)
      const runner = await runnerFor(found.value)
      const funded = await runner.fund()
      return funded.kind === 'refused' ? funded : find(caller, bountyId)
    },
    ...marketOperations(parts, bountyId => runners.get(bountyId)),
    ...scoringOperations(parts, bountyId => runners.get(bountyId)),
    ...lineageOperations(parts),

    ...evaluationOperations(parts, bountyId => runners.get(bountyId)),
    ...roundOperations(parts, bountyId => runners.get(bountyId)),

    async getBalances(caller, { organisation }) {
      const whose = organisation === '' ? caller.organisation : organisation
      if (whose !== caller.organisation && !seesEveryBook(caller.role)) return notYours()
      return granted(await balancesOf(whose, seesEveryBook(caller.role) && organisation === ''))
    },
    async getStatement(caller, { organisation, afterJournal, limit }) {
      const whose = organisation === '' ? caller.organisation : organisation
      if (whose !== caller.organisation && !seesEveryBook(caller.role)) return notYours()
      const member = members.find(whose)
      if (member === undefined) return noAccount(whose)
      const found = await storage.transaction(async tx =>
        readJointStatement(tx, await ownAccountsOf(tx, member), {
          after: afterJournal,
          limit: Math.min(limit === 0 ? 200 : limit, maximumStatementLines),
        }),
      )
      const lines = found.map(
        (line): StatementLine => ({
          journal: line.journalId,
          atMs: line.createdAtMs,
          kind: line.kind,
          account: line.account,
          counterAccount: counterText(line.counterparts.map(({ account }) => account)),
          amountUnits: line.amountUnits,
          balanceUnits: line.runningUnits,
          bountyId: line.bountyId ?? '',
          round: line.round ?? 0,
          memo: line.memo,
        }),
      )
      return granted({ lines })
    },
    async audit() {
      // Before the database: a seal that is made in between is newer than the note, not missing from it.
      const anchor = await parts.anchor.read()
      const { report, ofBounties } = await storage.transaction(async tx => ({
        report: await ledger.audit(tx, { log, anchor }),
        ofBounties: await auditMarket(tx),
      }))
      return granted({
        ok: report.ok && ofBounties.length === 0,
        journals: Number(report.journals),
        postings: Number(report.postings),
        accounts: Number(report.accounts),
        supplyUnits: report.totals[0]?.supplyUnits ?? 0n,
        seals: report.seals,
        lastSealedAtMs: report.lastSealedAtMs ?? 0,
        unsealedJournals: report.unsealedJournals,
        adoptedJournals: report.adoptedJournals,
        problems: [...report.problems, ...ofBounties]
          .slice(0, maximumEntries)
          .map(({ rule, where, detail }) => ({ rule, where, detail })),
      })
    },
    async deposit(caller, { organisation, amountUnits, memo }) {
      if (amountUnits <= 0n)
        return refused('malformed', 'a deposit is more than zero units', { field: 'amountUnits' })
      const member = members.find(organisation)
      if (member === undefined) return noAccount(organisation)
      if (caller.idempotencyKey === '') {
        return refused(
          'malformed',
          'a deposit needs an idempotency key, so that a repeated request is one deposit',
        )
      }
      const outcome = await storage.transaction(tx =>
        ledger.deposit(tx, {
          idempotencyKey: `deposit:${caller.idempotencyKey}`,
          account: paidIn[member.role](organisation),
          amountUnits,
          reference: '',
          memo: memo === '' ? 'deposit' : memo,
        }),
      )
      if (outcome.kind === 'rejected') {
        const reason = outcome.reason === 'idempotency-conflict' ? 'idempotency-conflict' : 'malformed'
        return refused(reason, `the deposit was not recorded: ${outcome.reason} (${outcome.culprit})`)
      }
      return granted(await balancesOf(organisation, false))
    },

    ...auditOperations(parts),
    ...sessionOperations(parts),
    ...secondFactors.operations,
    ...transactionOperations(parts, secondFactors),

    getCheckpoint: async () => granted({ note: await storage.transaction(tx => log.checkpoint(tx)) }),
    getLeaves: async (_caller, { start, limit }) =>
      granted({ leaves: thatFit(await storage.transaction(tx => log.leaves(tx, start, limit))) }),
    async getInclusionProof(_caller, { index, size }) {
      const hashes = await storage.transaction(tx => log.inclusionProof(tx, index, size))
      return hashes === null
        ? refused('not-found', `there is no leaf ${index} in a log of ${size}`)
        : granted({ hashes })
    },
    async getConsistencyProof(_caller, { first, second }) {
      const hashes = await storage.transaction(tx => log.consistencyProof(tx, first, second))
      return hashes === null
        ? refused('not-found', `there are no logs of ${first} and ${second} leaves`)
        : granted({ hashes })
    },

    async watch(caller, { bountyId, after }, signal) {
      if (bountyId !== '' && !(await isShownTo(storage.db, caller, bountyId))) {
        return refused('not-found', `there is no bounty ${bountyId}`)
      }
      return granted(only(bountyId, toldTo(storage, caller), events.watch(after, signal)))
    },
  }

  /** All accounts, or those of one organisation, its main one first; what is empty beside that is left out. */
  async function balancesOf(organisation: string, all: boolean): Promise<Balances> {
    const member = members.find(organisation)
    const { found, own } = await storage.transaction(async tx => ({
      found: await ledger.balances(tx),
      own: member === undefined ? [] : await ownAccountsOf(tx, member),
    }))
    const [main] = own
    const shown = all
      ? found
      : found.filter(
          ({ account, postedUnits }) => own.includes(account) && (account === main || postedUnits !== 0n),
        )
    const inOrder = [...shown].sort((a, b) => Number(b.account === main) - Number(a.account === main))
    return {
      balances: (all ? shown : inOrder).map(({ account, asset, postedUnits, pendingOutUnits }) => ({
        account,
        asset,
        postedUnits,
        heldUnits: pendingOutUnits,
      })),
    }
  }

  async function ownAccountsOf(tx: Transaction, { organisation, role }: Party): Promise<readonly string[]> {
    const rows =
      role === 'buyer'
        ? await tx.selectFrom('bounty').select('id').where('buyer', '=', organisation).execute()
        : await tx
            .selectFrom('participation')
            .select('bounty_id as id')
            .where('organisation', '=', organisation)
            .execute()
    const bountyIds = rows.map(({ id }) => id)
    return readOwnAccounts(tx, { organisation, role: role === 'buyer' ? 'buyer' : 'holder', bountyIds })
  }

  /** Whether a file is the model of a bounty of the caller's that is still being trained. */
  async function isWithheld({ organisation }: Caller, hex: string): Promise<boolean> {
    const row = await storage.db
      .selectFrom('bounty')
      .select('id')
      .where('buyer', '=', organisation)
      .where('model_blob', '=', hex)
      .executeTakeFirst()
    return row !== undefined
  }

  /**
   * A model is for its buyer, and for the holders while they are asked to train on it: the one that a bounty ends with is not
   * handed to them. An uploaded file is for whoever uploaded it.
   */
  async function mayRead(caller: Caller, hex: string): Promise<boolean> {
    if (caller.role === 'operator') return true
    const { organisation } = caller
    const uploaded = storage.db
      .selectFrom('blob_owner')
      .select('sha256 as name')
      .where('sha256', '=', hex)
      .where('organisation', '=', organisation)
    const bought = storage.db
      .selectFrom('bounty')
      .select('model_blob as name')
      .where('buyer', '=', organisation)
      .where('model_blob', '=', hex)
      // The verdict comes before the trained model; the one that training starts from is no secret from the buyer.
      .where('state', 'not in', ['running', 'settling'])
    const evaluated = storage.db
      .selectFrom('evaluation')
      .innerJoin('bounty', 'bounty.id', 'evaluation.bounty_id')
      .select('evaluation.model_blob as name')
      .where('bounty.buyer', '=', organisation)
      .where('evaluation.model_blob', '=', hex)
    const joined = storage.db
      .selectFrom('participation')
      .innerJoin('bounty', 'bounty.id', 'participation.bounty_id')
      .select('bounty.model_blob as name')
      .where('participation.organisation', '=', organisation)
      .where('participation.left_at_ms', 'is', null)
      .where('bounty.model_blob', '=', hex)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('attempt')
            .select('attempt.round')
            .whereRef('attempt.bounty_id', '=', 'bounty.id')
            .where('attempt.state', 'not in', ['completed', 'abandoned']),
        ),
      )
    const tested = scoringFileFor(storage.db, organisation, hex)
    const all = uploaded.union(bought).union(evaluated).union(joined).union(tested)
    return (await all.executeTakeFirst()) !== undefined
  }
}

/** Where units came from or went to, in a name's length: a round has as many sides as holders. */
function counterText(accounts: readonly string[]): string {
  const [first = '', ...others] = accounts
  if (others.length === 0) return first
  return `${first} and ${others.length} more`
}

function noAccount(organisation: string): Refusal {
  return refused(
    'not-found',
    `${organisation} has no account: no buyer, holder or evaluator is enrolled under that name`,
    { field: 'organisation' },
  )
}

function notYours(): Refusal {
  return refused('forbidden', 'an organisation sees its own books only')
}

async function* only(
  bountyId: string,
  isTold: (event: ParleyEvent) => Promise<boolean>,
  events: AsyncIterable<ParleyEvent>,
) {
  for await (const event of events) {
    if ((bountyId === '' || event.bountyId === bountyId) && (await isTold(event))) yield event
  }
}

/** Why a holder declines is for the buyer: other holders, and other buyers, learn nothing of its budget or policy. */
function asToldTo(caller: Caller, bounty: Bounty): Bounty {
  if (caller.organisation === bounty.buyer) return bounty
  return {
    ...bounty,
    declines: bounty.declines.filter(({ organisation }) => isOwn(caller, organisation)),
  }
}
