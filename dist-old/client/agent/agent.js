/**
 * The data holder's agent: it watches for bounties, joins those its policy consents to, and takes part in their rounds
 * until they end. It works on one bounty at a time; records never leave it, nor does an update that is not masked.
 */
import { canonicalJson, enc, equalBytes, openExpansionWorkers, secureClient, secureDraw, taggedHash, toHex, utf8, } from '../../aggregation/index.js';
import { columnsWithoutStatistics, commitDataset, openEvaluator, } from '../../learning/index.js';
import { consentSigningBytes, drawRulesOf, hasStatistics } from '../../protos/terms.js';
import { decide, floorsOf } from '../policy/index.js';
import { checkAssignment, contextOf, drawContextOf, readAssignedModel, } from './assignment.js';
import { playAttempt } from './attempt.js';
import { declaredExamples, planOf, readPapers } from './bounty-papers.js';
import { askUntil, callUntil, defaultPatience } from './calls.js';
import { checkCounts, statisticsOf } from './counted-once.js';
import { openDoorbell } from './doorbell.js';
import { registryAt, verifyRegistry } from './known-registry.js';
import { openRecords } from './records.js';
/** Runs until the signal aborts, or until its first bounty ends with `once`. */
export async function runAgent(options) {
    const ending = new AbortController();
    const agent = openAgent(options, AbortSignal.any([options.signal, ending.signal]));
    try {
        agent.report({ kind: 'watching' });
        await watch(agent, options.once === true);
        if (agent.signal.aborted)
            agent.report({ kind: 'stopped' });
    }
    finally {
        // Streams and timers of the agent end with it.
        ending.abort();
        if (options.evaluator === undefined)
            await agent.evaluator.close();
    }
}
async function watch(agent, once) {
    while (!agent.signal.aborted) {
        const found = await findBounty(agent);
        if (found === undefined) {
            await agent.doorbell.wait(agent.patience.pollMs);
            continue;
        }
        agent.doorbell.rest();
        const hasEnded = await workOn(agent, found);
        if (hasEnded && once)
            return;
        if (!hasEnded)
            await agent.clock.sleep(agent.patience.pollMs, agent.signal);
    }
}
function openAgent(options, signal) {
    const { port, clock, random, report, signer, organisation, coordinatorKey, trainer } = options;
    const records = openRecords(options.dataset, report);
    return {
        options,
        port,
        clock,
        random,
        signal,
        report,
        signer,
        organisation,
        coordinatorKey,
        trainer,
        expansion: options.expansion ?? openExpansionWorkers({ workers: 0 }),
        records,
        coinsOf: options.unsafeCoinsOf ?? (() => random),
        // Without a question its worker is never started.
        evaluator: options.evaluator ?? openEvaluator(),
        store: options.stateStore,
        floors: floorsOf(options.policy),
        patience: { ...defaultPatience, ...options.patience },
        drill: options.drill,
        datasetRoot: commitDataset(records.committed, options.datasetSalt).root,
        doorbell: openDoorbell(port, clock, signal),
        declined: new Set(),
        setAside: new Set(),
    };
}
/** A bounty this holder takes part in, joining one if there is one to join. */
async function findBounty(agent) {
    for (const bountyId of agent.store.joined()) {
        const { answer } = await callUntil(agent, agent.clock.nowMs() + agent.patience.graceMs, options => agent.port.getBounty({ bountyId }, options));
        if (answer.kind === 'granted') {
            if (isLeftAside(agent, answer.value))
                continue;
            return answer.value;
        }
        if (answer.reason !== 'not-found')
            return undefined;
        forget(agent, bountyId);
    }
    for await (const bounty of listBounties(agent)) {
        if (isLeftAside(agent, bounty))
            continue;
        if (takesPart(agent, bounty)) {
            agent.store.noteJoined(bounty.bountyId);
            return bounty;
        }
        if (bounty.state !== 'open' || agent.declined.has(bounty.bountyId))
            continue;
        if (await considerJoining(agent, bounty))
            return bounty;
    }
    return undefined;
}
/** Whether a bounty goes on without this holder's present records. */
function isLeftAside({ setAside }, { bountyId, state }) {
    return setAside.has(bountyId) && (state === 'open' || state === 'running');
}
/** A bounty that was joined and that the coordinator does not know any more. */
function forget({ store, report }, bountyId) {
    for (const { assignment } of store.unfinished()) {
        if (assignment.attempt.bountyId === bountyId)
            store.erase(assignment.attempt);
    }
    store.noteEnded(bountyId);
    report({
        kind: 'bounty-invalid',
        bountyId,
        detail: 'it was joined and the coordinator does not know it any more',
    });
}
/** Pages through the bounties that are open or running. */
async function* listBounties(agent) {
    const limit = 100;
    let after = '';
    for (;;) {
        const request = {
            states: ['open', 'running'],
            modelFamily: '',
            minimumPriceUnits: 0n,
            limit,
            after,
        };
        const answer = await call(agent, options => agent.port.listBounties(request, options));
        if (answer === undefined)
            return;
        yield* answer.bounties;
        const last = answer.bounties.at(-1);
        if (last === undefined || answer.bounties.length < limit)
            return;
        after = last.bountyId;
    }
}
function takesPart(agent, { participants }) {
    return participants.some(({ identityKey, left }) => !left && equalBytes(identityKey, agent.signer.publicKey));
}
/** One call with some patience; undefined when it was refused or the coordinator stayed away. */
async function call(agent, make) {
    const { answer } = await callUntil(agent, agent.clock.nowMs() + agent.patience.graceMs, make);
    return answer.kind === 'granted' ? answer.value : undefined;
}
function getBounty(agent, bountyId) {
    return call(agent, options => agent.port.getBounty({ bountyId }, options));
}
/** Decides by the policy and joins. Answers whether the bounty was joined. */
async function considerJoining(agent, bounty) {
    const { bountyId } = bounty;
    const papers = await verifiedPapers(agent, bounty);
    if (papers === undefined)
        return false;
    const { terms } = papers;
    const { policy, dataset } = agent.options;
    const facts = {
        ...papers,
        coordinatorKey: agent.coordinatorKey,
        statisticsOf: statisticsOf(agent.store),
    };
    const decision = decide(policy, facts, dataset);
    if (decision.decision === 'refuse') {
        agent.declined.add(bountyId);
        agent.report({ kind: 'bounty-refused', bountyId, title: terms.title, reasons: decision.reasons });
        return false;
    }
    return join(agent, papers);
}
/** The papers of a bounty, or undefined when they do not hold or cannot be checked now. */
async function verifiedPapers(agent, bounty) {
    const { bountyId } = bounty;
    const registry = await call(agent, options => agent.port.getRegistry({}, options));
    if (registry === undefined)
        return undefined;
    const known = verifyRegistry(registry, agent.coordinatorKey);
    const reading = known === undefined
        ? { kind: 'invalid', detail: 'the registry is not what the pinned coordinator key signs' }
        : readPapers(bounty, known);
    if (reading.kind === 'papers')
        return reading.papers;
    if (!agent.declined.has(bountyId))
        agent.report({ kind: 'bounty-invalid', bountyId, detail: reading.detail });
    agent.declined.add(bountyId);
    return undefined;
}
async function join(agent, papers) {
    const { port, signer, datasetRoot, clock, patience } = agent;
    const { bountyId, terms, termsBytes } = papers;
    const examples = declaredExamples(terms, agent.records.examples);
    const signature = signer.sign(consentSigningBytes(bountyId, termsBytes, datasetRoot, examples));
    const idempotencyKey = toHex(taggedHash('parley/v1/join', enc(utf8(bountyId), signer.publicKey, datasetRoot))).slice(0, 32);
    const { answer } = await callUntil(agent, clock.nowMs() + patience.graceMs, options => port.joinBounty({ bountyId, examples, datasetRoot, signature }, { ...options, idempotencyKey }));
    if (answer.kind === 'refused') {
        agent.declined.add(bountyId);
        agent.report({ kind: 'join-refused', bountyId, reason: answer.reason, message: answer.message });
        return false;
    }
    agent.store.noteJoined(bountyId);
    agent.report({ kind: 'joined', bountyId, title: terms.title, examples });
    return true;
}
/** Takes part in the rounds of a bounty. Answers whether the bounty has ended. */
async function workOn(agent, bounty) {
    const papers = await verifiedPapers(agent, bounty);
    if (papers === undefined)
        return false;
    const own = bounty.participants.find(({ identityKey }) => equalBytes(identityKey, agent.signer.publicKey));
    const isCommitted = own === undefined || equalBytes(own.datasetRoot, agent.datasetRoot);
    const examples = own?.examples ?? declaredExamples(papers.terms, agent.records.examples);
    for (const record of agent.store.unfinished()) {
        const isOurs = record.assignment.attempt.bountyId === papers.bountyId;
        // What is masked needs no records any more, and others may need its shares.
        if (isOurs && (isCommitted || !needsModel(record)))
            await resume(agent, papers, examples, record);
    }
    if (!isCommitted)
        return changedRecords(agent, papers, bounty);
    while (!agent.signal.aborted) {
        const assignment = await nextAssignment(agent, papers);
        if (assignment === undefined || assignment.finished)
            return conclude(agent, papers);
        await takePart(agent, papers, examples, assignment);
    }
    return false;
}
/** Records other than those that were committed to: nothing is computed from them in this bounty, others are looked for. */
async function changedRecords(agent, papers, { state }) {
    const { bountyId } = papers;
    if (state !== 'open' && state !== 'running')
        return conclude(agent, papers);
    agent.setAside.add(bountyId);
    const detail = 'it was joined with other records than these, and goes on without them; restore them, or the schema they were read under';
    agent.report({ kind: 'bounty-invalid', bountyId, detail });
    return false;
}
function needsModel({ state }) {
    return (phasesBeforeRoster.has(state.phase) || state.phase === 'shares-sent' || state.phase === 'inbox-accepted');
}
/** The next assignment after what this holder has done; undefined when the coordinator refuses or stays away. */
async function nextAssignment(agent, papers) {
    const { store, port, clock, patience, report } = agent;
    const { bountyId } = papers;
    const latest = store.latestAttempt(bountyId);
    const isDone = latest !== undefined && store.isCompleted(bountyId, latest.round);
    const nextRound = latest === undefined ? 0 : isDone ? latest.round + 1 : latest.round;
    const afterAttempt = latest === undefined || isDone ? 0 : latest.attempt;
    report({ kind: 'waiting', bountyId, nextRound });
    while (!agent.signal.aborted) {
        const answer = await askUntil(agent, clock.nowMs() + patience.graceMs, (waitMs, options) => port.awaitAssignment({ bountyId, nextRound, afterAttempt, waitMs }, options));
        if (answer.kind === 'granted')
            return answer.value;
        if (answer.reason !== 'not-yet')
            return undefined;
    }
    return undefined;
}
/** Checks an assignment and plays it; one that is not safe is sat out. */
async function takePart(agent, papers, examples, assignment) {
    const { store, signer, random } = agent;
    const ref = assignment.attempt;
    const unsafe = checkAssignment(assignment, papers, agent.floors, store.latestAttempt(papers.bountyId), store.hasRevealed(papers.bountyId, ref.round));
    if (unsafe !== undefined)
        return sitOut(agent, papers, assignment, { how: 'sat-out', ...unsafe });
    const plan = planOf(papers, ref.round);
    const ready = countsFault(agent, plan, assignment) ?? (await prepare(agent, papers, assignment, true, true));
    if ('how' in ready)
        return sitOut(agent, papers, assignment, ready);
    const { state } = ref.group === 0
        ? secureDraw.commitSeed(drawContextOf(assignment, papers), rulesOf(papers), signer, random)
        : secureClient.advertise(contextOf(assignment, papers, undefined), signer, random);
    const record = { assignment, state, inputHash: undefined };
    store.save(record);
    store.noteAttempt(ref);
    await playAttempt(agent, { papers, plan, examples, record, isResumed: false, ...ready });
}
function countsFault({ store, options }, plan, assignment) {
    const unsafe = checkCounts(store, options.policy, plan, assignment);
    return unsafe && { how: 'sat-out', ...unsafe };
}
/** Of a cohort that the terms divide: an assignment to group 0 was refused before, if they do not. */
function rulesOf({ terms }) {
    const rules = drawRulesOf(terms);
    if (rules === undefined)
        throw new Error('a draw in a cohort that is not divided');
    return rules;
}
const phasesBeforeRoster = new Set(['seed-committed', 'seed-revealed', 'advertised']);
/** Goes on with an attempt that an earlier run of the agent wrote down. */
async function resume(agent, papers, examples, record) {
    const { assignment, state } = record;
    agent.store.noteAttempt(assignment.attempt);
    const plan = planOf(papers, assignment.attempt.round);
    if (plan === undefined)
        throw new Error('an attempt was written down at a round that the terms do not have');
    const needsRegistry = phasesBeforeRoster.has(state.phase);
    const isUnmasked = needsModel(record);
    const again = isUnmasked ? countsFault(agent, plan, assignment) : undefined;
    const ready = again ?? (await prepare(agent, papers, assignment, needsRegistry, isUnmasked));
    if (agent.signal.aborted)
        return;
    if ('how' in ready) {
        agent.store.erase(assignment.attempt);
        return sitOut(agent, papers, assignment, ready);
    }
    await playAttempt(agent, { papers, plan, examples, record, isResumed: true, ...ready });
}
/** What an attempt still needs from the coordinator: the registry and the model, both verified. */
async function prepare(agent, papers, assignment, needsRegistry, needsModel) {
    const registry = needsRegistry ? await assignedRegistry(agent, assignment) : undefined;
    if (needsRegistry && registry === undefined) {
        const detail = `no registry signed by the coordinator has version ${assignment.registryVersion} with the assigned root`;
        return { how: 'sat-out', reason: 'registry-not-as-assigned', detail };
    }
    if (!needsModel)
        return { registry, model: undefined };
    const sha256 = assignment.modelBlob;
    const file = await call(agent, options => agent.port.downloadBlob({ sha256 }, options));
    if (file === undefined) {
        return { how: 'dropped', reason: 'blob-missing', detail: 'the model of the round cannot be downloaded' };
    }
    const model = readAssignedModel(file, assignment, papers);
    if (model.kind === 'unsafe')
        return { how: 'sat-out', ...model.unsafe };
    if (!isPinned(agent, papers, model.model)) {
        const detail = 'the records were to be standardised by other means than in an earlier round';
        return { how: 'sat-out', reason: 'model-not-the-terms', detail };
    }
    return { registry, model: model.model };
}
/** Whether the means are those of the first round that had them: other ones would ask the records another question. */
function isPinned({ store }, { bountyId, terms }, { schema }) {
    if (!hasStatistics(terms) || columnsWithoutStatistics(schema).length > 0)
        return true;
    const hash = toHex(taggedHash('parley/v1/schema', utf8(canonicalJson(schema))));
    return store.decideOnce('schema', bountyId, hash) === hash;
}
async function assignedRegistry(agent, { registryVersion, registryRoot }) {
    const registry = await call(agent, options => agent.port.getRegistry({}, options));
    const known = registry === undefined ? undefined : verifyRegistry(registry, agent.coordinatorKey);
    return known === undefined ? undefined : registryAt(known, registryVersion, registryRoot);
}
/** Notes an attempt as past without a message having left. One that names no later attempt is asked about again, slowly. */
async function sitOut(agent, papers, assignment, loss) {
    if (agent.signal.aborted)
        return;
    const ref = assignment.attempt;
    agent.report({ kind: 'attempt-over', attempt: ref, ...loss });
    if (ref.bountyId === papers.bountyId)
        agent.store.noteAttempt(ref);
    await agent.clock.sleep(agent.patience.pollMs, agent.signal);
}
/** Waits for the last settlement and tells what the bounty came to. Answers false when it has not ended after all. */
async function conclude(agent, { bountyId }) {
    const { store, clock, patience, report } = agent;
    const untilMs = clock.nowMs() + patience.outcomeMs;
    while (!agent.signal.aborted) {
        const bounty = await getBounty(agent, bountyId);
        if (bounty === undefined || bounty.state === 'open' || bounty.state === 'running')
            return false;
        const { state, accepted } = bounty;
        if (state !== 'settling' || clock.nowMs() >= untilMs) {
            store.noteEnded(bountyId);
            report({ kind: 'finished', bountyId, state, accepted, paidUnits: store.paidUnits(bountyId) });
            return true;
        }
        await clock.sleep(patience.firstPauseMs, agent.signal);
    }
    return false;
}
//# sourceMappingURL=agent.js.map