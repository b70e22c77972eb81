/**
 * The page's state and how it follows the news: a snapshot from the server, then one event after another. Pure.
 * Events keep the page lively between snapshots; whatever they leave out, the next snapshot brings.
 */
import { figureOf, holdersAfter } from '../../../protos/metrics.js';
const stages = ['commit', 'reveal', 'advertise', 'share', 'input', 'survivors', 'unmask', 'settle'];
/** The stages of the bounty's rounds: a draw comes first where the cohort is divided. */
export function stagesOf({ terms }) {
    return terms.cohort.groupSize > 0 ? stages : stages.slice(2);
}
const keptEvents = 400;
export const initialState = {
    connection: 'connecting',
    console: undefined,
    recent: [],
    selectedId: undefined,
};
export function reduce(state, action) {
    switch (action.kind) {
        case 'connection':
            return { ...state, connection: action.connection };
        case 'select':
            return { ...state, selectedId: action.bountyId };
        case 'snapshot':
            return withSnapshot(state, action.snapshot);
        case 'event':
            return withEvent(state, action.event);
        default:
            return action;
    }
}
/** Whether an event changes what only the server knows (money, participants, hashes), so that a snapshot is due. */
export function needsSnapshot(event) {
    // Groups go their own ways: where the furthest back is, only the server knows.
    return snapshotKinds.has(event.kind) || (event.kind === 'stage-opened' && event.group !== undefined);
}
const snapshotKinds = new Set([
    'bounty-posted',
    'holder-joined',
    'holder-left',
    'bounty-started',
    'round-completed',
    'attempt-abandoned',
    'bounty-settled',
    'bounty-ended',
    'coordinator-restarted',
]);
/** A snapshot may be older than the latest event: what happened since is applied to it again. */
function withSnapshot(state, snapshot) {
    const since = state.recent.filter(event => event.sequence > snapshot.sequence);
    return { ...state, console: since.reduce(applyEvent, snapshot) };
}
function withEvent(state, event) {
    const latest = state.recent.at(-1);
    if (latest !== undefined && event.sequence <= latest.sequence)
        return state;
    return {
        ...state,
        recent: [...state.recent, event].slice(-keptEvents),
        console: state.console && applyEvent(state.console, event),
    };
}
function applyEvent(state, event) {
    if (event.sequence <= state.sequence)
        return state;
    const bounties = state.bounties.map(bounty => bounty.bountyId === event.bountyId ? applyToBounty(bounty, event) : bounty);
    return { ...state, bounties, sequence: event.sequence };
}
function applyToBounty(bounty, event) {
    switch (event.kind) {
        case 'bounty-started':
            return { ...bounty, state: 'running' };
        case 'round-opened':
            return openRound(bounty, event);
        case 'stage-opened':
            return openStage(bounty, event);
        case 'member-advanced':
            return withLive(bounty, live => memberAnswered(live, event));
        case 'member-progress':
            return withLive(bounty, live => memberTrained(live, event));
        case 'member-dropped':
            return dropMember(bounty, event);
        case 'sum-unmasked':
            return withLive(bounty, live => ({ ...live, stage: 'settle', missing: [], deadlineMs: 0 }));
        case 'model-evaluated':
            return withRound(bounty, event, round => ({
                ...round,
                correct: event.correct ?? 0,
                total: event.total ?? 0,
                metrics: figuresIn(event),
                buyerEvaluation: round.buyerEvaluation === null ? null : 'done',
            }));
        case 'evaluation-awaited':
            return withRound(bounty, event, round => ({ ...round, buyerEvaluation: 'awaited' }));
        case 'evaluation-missed':
            return withRound(bounty, event, round => ({ ...round, buyerEvaluation: 'missed' }));
        case 'holders-evaluated':
            return withRound(bounty, event, round => ({
                ...round,
                holders: { examples: event.total ?? 0, metrics: figuresIn(event) },
            }));
        case 'pay-settled':
            return payMember(bounty, event);
        case 'round-completed':
            return closeRound(bounty, event, 'completed');
        case 'attempt-abandoned':
            return closeRound(bounty, event, 'abandoned');
        default:
            return bounty;
    }
}
/** A round already on the list stays as it is: the snapshot knew it before its event came. */
function openRound(bounty, event) {
    const { round = 0, attempt = 0 } = event;
    const isKnown = bounty.rounds.some(known => known.round === round && known.attempt === attempt);
    const rounds = isKnown ? bounty.rounds : [...bounty.rounds, emptyRound(round, attempt, event.atMs)];
    const stage = bounty.terms.cohort.groupSize > 0 ? 'commit' : 'advertise';
    return openStage({ ...bounty, state: 'running', rounds, live: null }, { ...event, stage });
}
function emptyRound(round, attempt, startedAtMs) {
    return {
        round,
        attempt,
        state: 'advertising',
        survivors: [],
        dropouts: [],
        correct: 0,
        total: 0,
        modelHash: '',
        uploadBytes: 0,
        startedAtMs,
        finishedAtMs: 0,
        pays: [],
        feeUnits: '0',
        transcriptHash: '',
        groups: [],
        metrics: [],
        buyerEvaluation: null,
    };
}
const stateOfStage = {
    commit: 'drawing',
    reveal: 'drawing',
    advertise: 'advertising',
    share: 'sharing',
    input: 'collecting',
    survivors: 'certifying',
    unmask: 'unmasking',
};
/**
 * Expected in the first stage is every participant; in the second, who answered the first, for they make up the
 * roster, or the cohort of a draw; later, all of those who have not dropped out.
 */
function openStage(bounty, event) {
    const { stage, round = 0, attempt = 0 } = event;
    if (!isTimedStage(stage) || event.group !== undefined)
        return bounty;
    const before = isSameAttempt(bounty.live, event) ? bounty.live : null;
    const dropped = new Set(currentRound(bounty, event)?.dropouts.map(dropout => dropout.organisation));
    const everyone = bounty.participants.filter(member => !member.left).map(member => member.organisation);
    const isRosterClosed = (before?.stage === 'advertise' && stage === 'share') || (before?.stage === 'commit' && stage === 'reveal');
    const inPlay = isRosterClosed ? before?.received : before?.expected;
    const expected = (inPlay ?? everyone).filter(organisation => !dropped.has(organisation));
    const isReopened = before?.stage === stage;
    const live = {
        round,
        attempt,
        stage,
        expected,
        received: isReopened ? before.received : [],
        missing: isReopened ? before.missing : expected,
        progress: before?.progress ?? {},
        deadlineMs: event.atMs + bounty.terms.stageSeconds[stage] * 1000,
    };
    return withRound({ ...bounty, live }, event, known => ({ ...known, state: stateOfStage[stage] }));
}
function isTimedStage(stage) {
    return stage !== undefined && stage in stateOfStage;
}
function memberAnswered(live, event) {
    const { organisation, stage } = event;
    if (organisation === undefined || stage !== live.stage)
        return live;
    return {
        ...live,
        received: [...without(live.received, organisation), organisation],
        missing: without(live.missing, organisation),
    };
}
function memberTrained(live, event) {
    if (event.organisation === undefined)
        return live;
    return { ...live, progress: { ...live.progress, [event.organisation]: event.permille ?? 0 } };
}
function dropMember(bounty, event) {
    const { organisation, stage = '', reason = '' } = event;
    if (organisation === undefined)
        return bounty;
    const shrunk = isSameAttempt(bounty.live, event)
        ? withLive(bounty, live => ({
            ...live,
            expected: without(live.expected, organisation),
            missing: without(live.missing, organisation),
        }))
        : bounty;
    return withRound(shrunk, event, round => ({
        ...round,
        dropouts: [
            ...round.dropouts.filter(dropout => dropout.organisation !== organisation),
            { organisation, stage, reason },
        ],
    }));
}
function payMember(bounty, event) {
    const { organisation, amountUnits = '0' } = event;
    if (organisation === undefined)
        return bounty;
    const round = currentRound(bounty, event);
    if (round === undefined || round.pays.some(pay => pay.organisation === organisation))
        return bounty;
    const paidUnits = (BigInt(bounty.paidUnits) + BigInt(amountUnits)).toString();
    return withRound({ ...bounty, paidUnits }, event, unpaid => ({
        ...unpaid,
        pays: [...unpaid.pays, { organisation, weight: '', amountUnits }],
    }));
}
function closeRound(bounty, event, state) {
    const live = isSameAttempt(bounty.live, event) ? null : bounty.live;
    return withRound({ ...bounty, live }, event, round => ({ ...round, state, finishedAtMs: event.atMs }));
}
function withLive(bounty, change) {
    return bounty.live === null ? bounty : { ...bounty, live: change(bounty.live) };
}
function withRound(bounty, event, change) {
    const target = currentRound(bounty, event);
    if (target === undefined)
        return bounty;
    return { ...bounty, rounds: bounty.rounds.map(round => (round === target ? change(round) : round)) };
}
/** The round an event is about; without an attempt in the event, its latest attempt. */
function currentRound(bounty, event) {
    return bounty.rounds.findLast(round => round.round === event.round && (event.attempt === undefined || round.attempt === event.attempt));
}
function isSameAttempt(live, event) {
    return (live !== null &&
        live.round === event.round &&
        (event.attempt === undefined || live.attempt === event.attempt));
}
function without(names, name) {
    return names.filter(known => known !== name);
}
/** The bounty shown: the one chosen, else the one running, else the newest. */
export function selectedBounty(state) {
    const bounties = state.console?.bounties ?? [];
    const newestFirst = [...bounties].sort((a, b) => b.postedAtMs - a.postedAtMs);
    return (newestFirst.find(bounty => bounty.bountyId === state.selectedId) ??
        newestFirst.find(bounty => bounty.state === 'running') ??
        newestFirst[0]);
}
/** Where the price is now. The parts sum to the price whatever has happened. */
export function moneySplit(bounty) {
    const earned = new Map(bounty.participants.map(member => [member.organisation, 0n]));
    for (const pay of bounty.rounds.flatMap(round => round.pays))
        earned.set(pay.organisation, (earned.get(pay.organisation) ?? 0n) + BigInt(pay.amountUnits));
    const paid = [...earned].map(([organisation, amountUnits]) => ({ organisation, amountUnits }));
    const paidUnits = paid.reduce((sum, { amountUnits }) => sum + amountUnits, 0n);
    const priceUnits = BigInt(bounty.terms.priceUnits);
    const feeUnits = BigInt(bounty.feeUnits);
    const refundedUnits = BigInt(bounty.refundedUnits);
    return {
        priceUnits,
        escrowUnits: priceUnits - paidUnits - feeUnits - refundedUnits,
        feeUnits,
        refundedUnits,
        paid,
    };
}
/** One row for each participant, as of the latest attempt. */
export function holderRows(bounty) {
    const earned = new Map(moneySplit(bounty).paid.map(pay => [pay.organisation, pay.amountUnits]));
    return bounty.participants.map(({ organisation, examples, left }) => {
        const dropout = left
            ? undefined
            : latestRound(bounty)?.dropouts.find(d => d.organisation === organisation);
        return {
            organisation,
            examples,
            standing: left ? 'left' : dropout ? 'dropped' : standingOf(bounty, organisation),
            permille: bounty.live?.progress[organisation] ?? 0,
            earnedUnits: earned.get(organisation) ?? 0n,
            ...(dropout === undefined ? {} : { dropout: { stage: dropout.stage, reason: dropout.reason } }),
        };
    });
}
function standingOf(bounty, organisation) {
    const { live } = bounty;
    if (live === null)
        return latestRound(bounty)?.survivors.includes(organisation) ? 'done' : 'waiting';
    if (!live.expected.includes(organisation))
        return 'absent';
    if (live.stage === 'settle' || live.received.includes(organisation))
        return 'in';
    const permille = live.progress[organisation] ?? 0;
    return live.stage === 'input' && permille > 0 ? 'training' : 'waiting';
}
/** The attempt that runs, else the one opened last. */
export function latestRound(bounty) {
    const { live } = bounty;
    const latest = [...bounty.rounds].sort((a, b) => a.round - b.round || a.attempt - b.attempt).at(-1);
    if (live === null || (latest?.round === live.round && latest.attempt === live.attempt))
        return latest;
    return emptyRound(live.round, live.attempt, 0);
}
/** What the event tells of the metric of acceptance; the other metrics come with the next snapshot. */
function figuresIn({ metric, value, low, high }) {
    if (metric === undefined || value === undefined || low === undefined || high === undefined)
        return [];
    return [{ metric, value, low, high }];
}
/** The same at the holders, on the records that they keep out of training. */
export function holdersByRound(bounty) {
    return figuresByRound(bounty).flatMap(({ round }) => {
        const holders = holdersAfter(bounty.rounds, round);
        const figure = holders && figureOf({ ...holders, correct: 0, total: 0 }, bounty.terms.metric);
        return figure === undefined ? [] : [{ round, ...figure }];
    });
}
/** Completed rounds that trained, of those that the terms number. */
export function trainedRounds({ rounds, terms }) {
    return rounds.filter(({ round, state }) => state === 'completed' && round > 0 && round <= terms.rounds)
        .length;
}
/** The metric of acceptance on the held-out test after each round that has it, in order. */
export function figuresByRound(bounty) {
    return bounty.rounds
        .filter(round => round.state !== 'abandoned')
        .flatMap(round => {
        const figure = figureOf(round, bounty.terms.metric);
        return figure === undefined ? [] : [{ round: round.round, ...figure }];
    })
        .sort((a, b) => a.round - b.round);
}
//# sourceMappingURL=state.js.map