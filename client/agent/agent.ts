/**
 * The data holder's agent: it watches for bounties, joins those its policy consents to, and takes part in their rounds
 * until they end. It works on one bounty at a time; records never leave it, nor does an update that is not masked.
 */
import {
  type Coins,
  canonicalJson,
  type ExpansionWorkers,
  enc,
  equalBytes,
  openExpansionWorkers,
  type RandomSource,
  type Signer,
  secureClient,
  secureDraw,
  taggedHash,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import {
  columnsWithoutStatistics,
  commitDataset,
  type Evaluator,
  type HolderData,
  openEvaluator,
  type Trainer,
} from '../../learning/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { consentSigningBytes, drawRulesOf, hasStatistics } from '../../protos/terms.ts'
import type { AttemptRef, Bounty, BountyId, Bytes, DeclineReason, Participation } from '../../protos/types.ts'
import type { Clock } from '../clock.ts'
import type { HeadPlaces } from '../head-places.ts'
import { type ConsentPolicy, decide, floorsOf, type RuleBroken } from '../policy/index.ts'
import type { PrivacyLedger } from '../privacy/index.ts'
import type { AgentStore, AttemptRecord, OpenAssignment } from '../state/index.ts'
import {
  type AssignedModel,
  checkAssignment,
  contextOf,
  drawContextOf,
  readAssignedModel,
} from './assignment.ts'
import { playAttempt } from './attempt.ts'
import type { AttemptFacts, AttemptSurroundings, Drill } from './attempt-steps.ts'
import { type BountyPapers, declaredExamples, planOf, type RoundPlan, readPapers } from './bounty-papers.ts'
import { askUntil, callUntil, defaultPatience, type Patience } from './calls.ts'
import { checkCounts, statisticsOf } from './counted-once.ts'
import { declineFor } from './decline.ts'
import { type Doorbell, openDoorbell } from './doorbell.ts'
import type { AgentEvent, AttemptLoss } from './events.ts'
import { type KnownRegistry, registryAt, verifyRegistry } from './known-registry.ts'
import { type LogWatch, openLogWatch } from './log-watch.ts'
import { openRecords } from './records.ts'
import { checkSpending, openAccount } from './spending.ts'

/** Keys that turn over: the one that signs what is new, and those under which bounties were joined. */
export interface AgentKeys {
  current(): { readonly signer: Signer }
  find(publicKey: Bytes): Signer | undefined
}

export interface AgentOptions {
  readonly port: CoordinatorPort
  readonly signer: Signer | AgentKeys
  /** As enrolled. */
  readonly organisation: string
  readonly stateStore: AgentStore
  readonly policy: ConsentPolicy
  /** Raw where a bounty makes the means of its columns itself. */
  readonly dataset: HolderData
  /** What was spent on the holder's records, over all bounties; a simulation counts nothing. */
  readonly privacyLedger: PrivacyLedger | 'unsafe-uncounted'
  /** Where the records were read, as the ledger takes it: what was spent goes with the place and the contents. */
  readonly sources?: readonly Bytes[]
  /** 16 bytes, kept by the holder: with them a record can be opened against the dataset's root. */
  readonly datasetSalt: Bytes
  readonly trainer: Trainer
  /** Whether it can keep single records private; a program of the holder's own cannot. */
  readonly trainsPrivately?: boolean
  /** Who judges models where a bounty has holders evaluate; one of the agent's own unless given. */
  readonly evaluator?: Evaluator
  /** Who adds the masks; without it this thread does, a stretch at a time. */
  readonly expansion?: ExpansionWorkers
  readonly clock: Clock
  readonly random: RandomSource
  /** Other coins for the rounding of an attempt's vectors, so that a simulation can be repeated; `random` unless given. */
  readonly unsafeCoinsOf?: (attempt: AttemptRef) => Coins
  /** The coordinator's identity key, learned out of band. */
  readonly coordinatorKey: Bytes
  readonly report: (event: AgentEvent) => void
  /** Ends the agent; an attempt in progress stays on disk and is taken up again by the next one. */
  readonly signal: AbortSignal
  /** Ends the agent after the first bounty it joined ends. */
  readonly once?: boolean
  readonly drills?: readonly Drill[]
  readonly patience?: Partial<Patience>
  /** Where heads of the log are exchanged with others; without it the log is held against what this holder itself was shown. */
  readonly heads?: HeadPlaces
}

/** Everything but the key: which one signs depends on the bounty. */
interface Agent extends Omit<AttemptSurroundings, 'signer'> {
  readonly keys: AgentKeys
  readonly logWatch: LogWatch
  /** What the holder signs that it trains on. */
  readonly datasetRoot: Bytes
  readonly options: AgentOptions
  readonly doorbell: Doorbell
  /** Bounties that were looked at and not joined; each is reported once. */
  readonly declined: Set<BountyId>
  /** Bounties that were joined with other records; they are left to end by themselves. */
  readonly setAside: Set<BountyId>
}

/** With the key that the bounty was joined under. */
type AgentInBounty = Agent & Pick<AttemptSurroundings, 'signer'>

/**
 * Runs until the signal aborts, or until its first bounty ends with `once`.
 *
 * @throws LogForkedError when the coordinator is found to have two logs, now or by an earlier run on the same state.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const ending = new AbortController()
  const agent = openAgent(options, AbortSignal.any([options.signal, ending.signal]))
  try {
    agent.report({ kind: 'watching' })
    await watch(agent, options.once === true)
    if (agent.signal.aborted) agent.report({ kind: 'stopped' })
  } finally {
    // Streams and timers of the agent end with it.
    ending.abort()
    if (options.evaluator === undefined) await agent.evaluator.close()
  }
}

async function watch(agent: Agent, once: boolean): Promise<void> {
  while (!agent.signal.aborted) {
    await agent.logWatch.followNowAndThen()
    const found = await findBounty(agent)
    if (found === undefined) {
      await agent.doorbell.wait(agent.patience.pollMs)
      continue
    }
    agent.doorbell.rest()
    const hasEnded = await workOn(agent, found)
    if (hasEnded && once) return
    if (!hasEnded) await agent.clock.sleep(agent.patience.pollMs, agent.signal)
  }
}

function openAgent(options: AgentOptions, signal: AbortSignal): Agent {
  const { port, clock, random, report, organisation, coordinatorKey, trainer } = options
  const records = openRecords(options.dataset, report)
  const datasetRoot = commitDataset(records.committed, options.datasetSalt).root
  const patience = { ...defaultPatience, ...options.patience }
  const calls = { clock, random, signal, patience, report }
  const logWatch = openLogWatch({
    ...calls,
    port,
    coordinatorKey,
    store: options.stateStore,
    places: options.heads,
  })
  return {
    ...calls,
    logWatch,
    meetHead: logWatch.meet,
    options,
    port,
    keys: keysOf(options.signer),
    organisation,
    coordinatorKey,
    trainer,
    expansion: options.expansion ?? openExpansionWorkers({ workers: 0 }),
    records,
    account: openAccount(
      options.privacyLedger,
      options.stateStore,
      records.committed,
      datasetRoot,
      options.sources ?? [],
    ),
    budget: options.policy.privacy,
    coinsOf: options.unsafeCoinsOf ?? (() => random),
    // Without a question its worker is never started.
    evaluator: options.evaluator ?? openEvaluator(),
    store: options.stateStore,
    floors: floorsOf(options.policy),
    drills: options.drills ?? [],
    datasetRoot,
    doorbell: openDoorbell(port, clock, signal),
    declined: new Set(),
    setAside: new Set(),
  }
}

function keysOf(signer: Signer | AgentKeys): AgentKeys {
  if ('current' in signer) return signer
  return {
    current: () => ({ signer }),
    find: publicKey => (equalBytes(publicKey, signer.publicKey) ? signer : undefined),
  }
}

/** This holder's part in a bounty: under whichever of its keys it joined. */
function ownPart({ organisation }: Agent, { participants }: Bounty): Participation | undefined {
  return participants.find(participant => participant.organisation === organisation)
}

/** A bounty this holder takes part in, joining one if there is one to join. */
async function findBounty(agent: Agent): Promise<Bounty | undefined> {
  for (const bountyId of agent.store.joined()) {
    const { answer } = await callUntil(agent, agent.clock.nowMs() + agent.patience.graceMs, options =>
      agent.port.getBounty({ bountyId }, options),
    )
    if (answer.kind === 'granted') {
      if (isLeftAside(agent, answer.value) || hasLeft(agent, answer.value)) continue
      return answer.value
    }
    if (answer.reason !== 'not-found') return undefined
    forget(agent, bountyId)
  }
  for await (const bounty of listBounties(agent)) {
    if (isLeftAside(agent, bounty)) continue
    if (takesPart(agent, bounty)) {
      agent.store.noteJoined(bounty.bountyId)
      return bounty
    }
    if (bounty.state !== 'open' || agent.declined.has(bounty.bountyId)) continue
    if (await considerJoining(agent, bounty)) return bounty
  }
  return undefined
}

/** Whether a bounty goes on without this holder's present records. */
function isLeftAside({ setAside }: Agent, { bountyId, state }: Bounty): boolean {
  return setAside.has(bountyId) && (state === 'open' || state === 'running')
}

/** Whether this holder left a bounty that goes on, and nothing of it is under way that others may still need. */
function hasLeft(agent: Agent, bounty: Bounty): boolean {
  const { bountyId, state } = bounty
  const own = ownPart(agent, bounty)
  const isUnderWay = agent.store
    .unfinished()
    .some(({ assignment }) => assignment.attempt.bountyId === bountyId)
  return own?.left === true && !isUnderWay && (state === 'open' || state === 'running')
}

/** A bounty that was joined and that the coordinator does not know any more. */
function forget({ store, report }: Agent, bountyId: BountyId): void {
  for (const { assignment } of store.unfinished()) {
    if (assignment.attempt.bountyId === bountyId) store.erase(assignment.attempt)
  }
  store.noteEnded(bountyId)
  report({
    kind: 'bounty-invalid',
    bountyId,
    detail: 'it was joined and the coordinator does not know it any more',
  })
}

/** Pages through the bounties that are open or running. */
async function* listBounties(agent: Agent): AsyncGenerator<Bounty> {
  const limit = 100
  let after: BountyId | '' = ''
  for (;;) {
    const request = {
      states: ['open', 'running'] as const,
      modelFamily: '',
      minimumPriceUnits: 0n,
      limit,
      after,
    }
    const answer = await call(agent, options => agent.port.listBounties(request, options))
    if (answer === undefined) return
    yield* answer.bounties
    const last = answer.bounties.at(-1)
    if (last === undefined || answer.bounties.length < limit) return
    after = last.bountyId
  }
}

function takesPart(agent: Agent, bounty: Bounty): boolean {
  return ownPart(agent, bounty)?.left === false
}

/** One call with some patience; undefined when it was refused or the coordinator stayed away. */
async function call<T>(agent: Agent, make: Parameters<typeof callUntil<T>>[2]): Promise<T | undefined> {
  const { answer } = await callUntil(agent, agent.clock.nowMs() + agent.patience.graceMs, make)
  return answer.kind === 'granted' ? answer.value : undefined
}

function getBounty(agent: Agent, bountyId: BountyId): Promise<Bounty | undefined> {
  return call(agent, options => agent.port.getBounty({ bountyId }, options))
}

/** Decides by the policy and joins. Answers whether the bounty was joined. */
async function considerJoining(agent: Agent, bounty: Bounty): Promise<boolean> {
  const { bountyId } = bounty
  const papers = await verifiedPapers(agent, bounty)
  if (papers === undefined) return false
  const { terms } = papers
  const { policy, dataset } = agent.options
  const facts = {
    ...papers,
    coordinatorKey: agent.coordinatorKey,
    statisticsOf: statisticsOf(agent.store),
    spent: agent.account.charges(),
    trainsPrivately: agent.options.trainsPrivately ?? true,
  }
  const decision = decide(policy, facts, dataset)
  if (decision.decision === 'refuse') {
    agent.declined.add(bountyId)
    agent.report({ kind: 'bounty-refused', bountyId, title: terms.title, reasons: decision.reasons })
    const told = toldReason(decision.reasons)
    // Nobody waits for it.
    if (told !== undefined) void declineFor(agent, bountyId, told)
    return false
  }
  return join(agent, papers)
}

/**
 * What the buyer is told: that privacy stood in the way, or that another rule of the policy did. A holder that does not deal with this buyer,
 * or not under this coordinator, says nothing: that it is here is its own affair.
 */
function toldReason(reasons: readonly RuleBroken[]): DeclineReason | undefined {
  const rules = new Set<string>(reasons.map(({ rule }) => rule))
  if (rules.has('buyer-not-allowed') || rules.has('coordinator-not-pinned')) return undefined
  const privacy = (['privacy-budget-spent', 'privacy-too-weak'] as const).find(rule => rules.has(rule))
  return privacy ?? 'policy'
}

/** The papers of a bounty, or undefined when they do not hold or cannot be checked now. */
async function verifiedPapers(agent: Agent, bounty: Bounty): Promise<BountyPapers | undefined> {
  const { bountyId } = bounty
  const registry = await call(agent, options => agent.port.getRegistry({}, options))
  if (registry === undefined) return undefined
  const known = verifyRegistry(registry, agent.coordinatorKey)
  const reading =
    known === undefined
      ? ({ kind: 'invalid', detail: 'the registry is not what the pinned coordinator key signs' } as const)
      : readPapers(bounty, known)
  if (reading.kind === 'papers') return reading.papers
  if (!agent.declined.has(bountyId))
    agent.report({ kind: 'bounty-invalid', bountyId, detail: reading.detail })
  agent.declined.add(bountyId)
  return undefined
}

async function join(agent: Agent, papers: BountyPapers): Promise<boolean> {
  const { port, datasetRoot, clock, patience } = agent
  const { signer } = agent.keys.current()
  const { bountyId, terms, termsBytes } = papers
  const examples = declaredExamples(terms, agent.records.examples)
  const signature = signer.sign(consentSigningBytes(bountyId, termsBytes, datasetRoot, examples))
  const idempotencyKey = toHex(
    taggedHash('parley/v1/join', enc(utf8(bountyId), signer.publicKey, datasetRoot)),
  ).slice(0, 32)
  const { answer } = await callUntil(agent, clock.nowMs() + patience.graceMs, options =>
    port.joinBounty({ bountyId, examples, datasetRoot, signature }, { ...options, idempotencyKey }),
  )
  if (answer.kind === 'refused') {
    agent.declined.add(bountyId)
    agent.report({ kind: 'join-refused', bountyId, reason: answer.reason, message: answer.message })
    return false
  }
  agent.store.noteJoined(bountyId)
  agent.report({ kind: 'joined', bountyId, title: terms.title, examples })
  return true
}

/** Takes part in the rounds of a bounty. Answers whether the bounty has ended. */
async function workOn(agent: Agent, bounty: Bounty): Promise<boolean> {
  const papers = await verifiedPapers(agent, bounty)
  if (papers === undefined) return false
  const own = ownPart(agent, bounty)
  const signer = own === undefined ? agent.keys.current().signer : agent.keys.find(own.identityKey)
  if (signer === undefined) return lostKey(agent, papers)
  const world = { ...agent, signer }
  const isCommitted = own === undefined || equalBytes(own.datasetRoot, agent.datasetRoot)
  const examples = own?.examples ?? declaredExamples(papers.terms, agent.records.examples)
  for (const record of agent.store.unfinished()) {
    const isOurs = record.assignment.attempt.bountyId === papers.bountyId
    // What is masked needs no records any more, and others may need its shares.
    if (isOurs && (isCommitted || !needsModel(record))) await resume(world, papers, examples, record)
  }
  if (!isCommitted) return changedRecords(agent, papers, bounty)
  while (!agent.signal.aborted) {
    const assignment = await nextAssignment(agent, papers)
    if (assignment === undefined || assignment.finished) return conclude(agent, papers)
    if (!(await takePart(world, papers, examples, assignment))) return false
  }
  return false
}

/** Joined under a key that is not here: nothing can be said in it, and others are looked for. */
function lostKey(agent: Agent, { bountyId }: BountyPapers): boolean {
  agent.setAside.add(bountyId)
  const detail =
    'it was joined under a key that is not in this home, and goes on without it; put the key back into the folder keys'
  agent.report({ kind: 'bounty-invalid', bountyId, detail })
  return false
}

/** Records other than those that were committed to: nothing is computed from them in this bounty, others are looked for. */
async function changedRecords(agent: Agent, papers: BountyPapers, { state }: Bounty): Promise<boolean> {
  const { bountyId } = papers
  if (state !== 'open' && state !== 'running') return conclude(agent, papers)
  agent.setAside.add(bountyId)
  const detail =
    'it was joined with other records than these, and goes on without them; restore them, or the schema they were read under'
  agent.report({ kind: 'bounty-invalid', bountyId, detail })
  return false
}

function needsModel({ state }: AttemptRecord): boolean {
  return (
    phasesBeforeRoster.has(state.phase) || state.phase === 'shares-sent' || state.phase === 'inbox-accepted'
  )
}

/** The next assignment after what this holder has done; undefined when the coordinator refuses or stays away. */
async function nextAssignment(agent: Agent, papers: BountyPapers) {
  const { store, port, clock, patience, report } = agent
  const { bountyId } = papers
  const latest = store.latestAttempt(bountyId)
  const isDone = latest !== undefined && store.isCompleted(bountyId, latest.round)
  const nextRound = latest === undefined ? 0 : isDone ? latest.round + 1 : latest.round
  const afterAttempt = latest === undefined || isDone ? 0 : latest.attempt
  report({ kind: 'waiting', bountyId, nextRound })
  await agent.logWatch.follow()
  while (!agent.signal.aborted) {
    await agent.logWatch.followNowAndThen()
    const answer = await askUntil(agent, clock.nowMs() + patience.graceMs, (waitMs, options) =>
      port.awaitAssignment({ bountyId, nextRound, afterAttempt, waitMs }, options),
    )
    if (answer.kind === 'granted') return answer.value
    if (answer.reason !== 'not-yet') return undefined
  }
  return undefined
}

/** Checks an assignment and plays it; one that is not safe is sat out. Answers whether the holder goes on with the bounty. */
async function takePart(
  agent: AgentInBounty,
  papers: BountyPapers,
  examples: number,
  assignment: OpenAssignment,
): Promise<boolean> {
  const { store, signer, random } = agent
  const ref = assignment.attempt
  const unsafe = checkAssignment(
    assignment,
    papers,
    agent.floors,
    store.latestAttempt(papers.bountyId),
    store.hasRevealed(papers.bountyId, ref.round),
  )
  const sitsOut = async (loss: AttemptLoss) => {
    await sitOut(agent, papers, assignment, loss)
    return true
  }
  if (unsafe !== undefined) return sitsOut({ how: 'sat-out', ...unsafe })
  const plan = planOf(papers, ref.round)!
  const unaffordable = checkSpending(agent, papers, plan)
  if (unaffordable !== undefined) {
    await sitsOut({ how: 'sat-out', ...unaffordable })
    // No later round is cheaper.
    agent.setAside.add(papers.bountyId)
    await declineFor(agent, papers.bountyId, 'privacy-budget-spent')
    return false
  }
  const ready = countsFault(agent, plan, assignment) ?? (await prepare(agent, papers, assignment, true, true))
  if ('how' in ready) return sitsOut(ready)
  const { state } =
    ref.group === 0
      ? secureDraw.commitSeed(drawContextOf(assignment, papers), rulesOf(papers), signer, random)
      : secureClient.advertise(contextOf(assignment, papers, undefined), signer, random)
  const record: AttemptRecord = { assignment, state, inputHash: undefined }
  store.save(record)
  store.noteAttempt(ref)
  await playAttempt(agent, { papers, plan, examples, record, isResumed: false, ...ready })
  return true
}

function countsFault(
  { store, options }: Agent,
  plan: RoundPlan,
  assignment: OpenAssignment,
): AttemptLoss | undefined {
  const unsafe = checkCounts(store, options.policy, plan, assignment)
  return unsafe && { how: 'sat-out', ...unsafe }
}

/** Of a cohort that the terms divide: an assignment to group 0 was refused before, if they do not. */
function rulesOf({ terms }: BountyPapers): secureDraw.DrawRules {
  const rules = drawRulesOf(terms)
  if (rules === undefined) throw new Error('a draw in a cohort that is not divided')
  return rules
}

const phasesBeforeRoster: ReadonlySet<string> = new Set(['seed-committed', 'seed-revealed', 'advertised'])

/** Goes on with an attempt that an earlier run of the agent wrote down. */
async function resume(
  agent: AgentInBounty,
  papers: BountyPapers,
  examples: number,
  record: AttemptRecord,
): Promise<void> {
  const { assignment, state } = record
  agent.store.noteAttempt(assignment.attempt)
  const plan = planOf(papers, assignment.attempt.round)
  if (plan === undefined) throw new Error('an attempt was written down at a round that the terms do not have')
  const needsRegistry = phasesBeforeRoster.has(state.phase)
  const isUnmasked = needsModel(record)
  const again = isUnmasked ? countsFault(agent, plan, assignment) : undefined
  const ready = again ?? (await prepare(agent, papers, assignment, needsRegistry, isUnmasked))
  if (agent.signal.aborted) return
  if ('how' in ready) {
    agent.store.erase(assignment.attempt)
    return sitOut(agent, papers, assignment, ready)
  }
  await playAttempt(agent, { papers, plan, examples, record, isResumed: true, ...ready })
}

/** What an attempt still needs from the coordinator: the registry and the model, both verified. */
async function prepare(
  agent: Agent,
  papers: BountyPapers,
  assignment: OpenAssignment,
  needsRegistry: boolean,
  needsModel: boolean,
): Promise<Pick<AttemptFacts, 'registry' | 'model'> | AttemptLoss> {
  const registry = needsRegistry ? await assignedRegistry(agent, assignment) : undefined
  if (needsRegistry && registry === undefined) {
    const detail = `no registry signed by the coordinator has version ${assignment.registryVersion} with the assigned root`
    return { how: 'sat-out', reason: 'registry-not-as-assigned', detail }
  }
  if (!needsModel) return { registry, model: undefined }
  const sha256 = assignment.modelBlob
  const file = await call(agent, options => agent.port.downloadBlob({ sha256 }, options))
  if (file === undefined) {
    return { how: 'dropped', reason: 'blob-missing', detail: 'the model of the round cannot be downloaded' }
  }
  const model = readAssignedModel(file, assignment, papers)
  if (model.kind === 'unsafe') return { how: 'sat-out', ...model.unsafe }
  if (!isPinned(agent, papers, model.model)) {
    const detail = 'the records were to be standardised by other means than in an earlier round'
    return { how: 'sat-out', reason: 'model-not-the-terms', detail }
  }
  return { registry, model: model.model }
}

/** Whether the means are those of the first round that had them: other ones would ask the records another question. */
function isPinned({ store }: Agent, { bountyId, terms }: BountyPapers, { schema }: AssignedModel): boolean {
  if (!hasStatistics(terms) || columnsWithoutStatistics(schema).length > 0) return true
  const hash = toHex(taggedHash('parley/v1/schema', utf8(canonicalJson(schema))))
  return store.decideOnce('schema', bountyId, hash) === hash
}

async function assignedRegistry(
  agent: Agent,
  { registryVersion, registryRoot }: OpenAssignment,
): Promise<KnownRegistry | undefined> {
  const registry = await call(agent, options => agent.port.getRegistry({}, options))
  const known = registry === undefined ? undefined : verifyRegistry(registry, agent.coordinatorKey)
  return known === undefined ? undefined : registryAt(known, registryVersion, registryRoot)
}

/** Notes an attempt as past without a message having left. One that names no later attempt is asked about again, slowly. */
async function sitOut(
  agent: Agent,
  papers: BountyPapers,
  assignment: OpenAssignment,
  loss: AttemptLoss,
): Promise<void> {
  if (agent.signal.aborted) return
  const ref = assignment.attempt
  agent.report({ kind: 'attempt-over', attempt: ref, ...loss })
  if (ref.bountyId === papers.bountyId) agent.store.noteAttempt(ref)
  await agent.clock.sleep(agent.patience.pollMs, agent.signal)
}

/** Waits for the last settlement and tells what the bounty came to. Answers false when it has not ended after all. */
async function conclude(agent: Agent, { bountyId }: BountyPapers): Promise<boolean> {
  const { store, clock, patience, report } = agent
  // What the last receipts showed, before anybody takes them for good.
  await agent.logWatch.follow()
  const untilMs = clock.nowMs() + patience.outcomeMs
  while (!agent.signal.aborted) {
    const bounty = await getBounty(agent, bountyId)
    if (bounty === undefined || bounty.state === 'open' || bounty.state === 'running') return false
    const { state, accepted } = bounty
    if (state !== 'settling' || clock.nowMs() >= untilMs) {
      store.noteEnded(bountyId)
      report({ kind: 'finished', bountyId, state, accepted, paidUnits: store.paidUnits(bountyId) })
      return true
    }
    await clock.sleep(patience.firstPauseMs, agent.signal)
  }
  return false
}
