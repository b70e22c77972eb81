/**
 * A desk takes messages one at a time, checks them, writes them down, then counts them; it owns the deadlines of the
 * stages. A stage closes when everybody has answered, when those who have not have been silent for long and the others
 * are enough, or at its deadline. The draw of a cohort and the attempt of each group have a desk of their own; what they
 * do with a message is their fold.
 */
import { toHex } from '../../aggregation/index.js';
import { granted, refused } from '../../protos/reasons.js';
import { createQueue } from '../queue.js';
import { refusalOf } from './refusals.js';
import { openWatchers } from './watchers.js';
const tickMs = 250;
/** Time left to a stage whose deadline passed while the coordinator was away. */
const restartGraceMs = 30_000;
export function openStageDesk(parts, facts) {
    const { world, events, members } = parts;
    const { ref, cohort, presence, parameters, fold } = facts;
    const queue = createQueue();
    const watchers = openWatchers(world.after);
    const byKey = new Map(cohort.map(member => [toHex(member.identityKey), member]));
    const cohortKeys = [...byKey.keys()];
    const dropped = [];
    let state = facts.state;
    let sequence = facts.recordedEvents;
    let stageOpenedMs = resumedAt();
    let isOver = false;
    let cancelTick = () => undefined;
    const { bountyId, round, attempt } = ref;
    const where = { bountyId, round, attempt, ...facts.place };
    const nameOf = (key) => byKey.get(key)?.organisation ?? members.organisationOf(key) ?? key.slice(0, 8);
    const missingFrom = (phase) => phase.expected(state, cohortKeys).filter(key => !phase.hasAnswered(state, key));
    const deadlineMs = () => {
        const phase = fold.phaseOf(state);
        return phase === undefined ? stageOpenedMs : stageOpenedMs + phase.timeoutMs(parameters);
    };
    /**
     * A stage goes on where it stood when the coordinator is opened again, with at least a moment for members to come back;
     * no longer than they wait for a coordinator that is away.
     */
    function resumedAt() {
        const phase = fold.phaseOf(facts.state);
        const awayMs = world.nowMs() - facts.stageOpenedMs;
        if (phase === undefined || awayMs < tickMs)
            return facts.stageOpenedMs;
        return Math.max(facts.stageOpenedMs, world.nowMs() - phase.timeoutMs(parameters) + restartGraceMs);
    }
    function announceStage() {
        const phase = fold.phaseOf(state);
        if (phase === undefined)
            return;
        const expected = phase.expected(state, cohortKeys).length;
        events.publish({ ...where, kind: 'stage-opened', stage: phase.stage, members: expected });
    }
    async function record(event, organisation, next) {
        try {
            await facts.record(sequence + 1, event, organisation);
        }
        catch (error) {
            // Whether it was written is unknown: only a replay of the log can tell, so this desk takes nothing more.
            isOver = true;
            facts.onBroken();
            throw error;
        }
        // Commit point.
        sequence += 1;
        state = next;
        watchers.notify();
    }
    function shouldClose(phase) {
        if (phase.isComplete(state, cohortKeys) || world.nowMs() >= deadlineMs())
            return true;
        if (world.nowMs() < stageOpenedMs + phase.graceMs)
            return false;
        return phase.canClose(state) && missingFrom(phase).every(key => presence.isSilent(nameOf(key)));
    }
    function noteDropouts(phase) {
        if (!phase.losesMissing)
            return;
        const reason = world.nowMs() >= deadlineMs() ? 'deadline' : 'silent';
        for (const organisation of missingFrom(phase).map(nameOf)) {
            if (dropped.some(earlier => earlier.organisation === organisation))
                continue;
            dropped.push({ organisation, stage: phase.stage, reason });
            events.publish({ ...where, kind: 'member-dropped', stage: phase.stage, organisation, reason });
        }
    }
    /** Closes every stage that is due, then hands over when the desk is decided. */
    async function advance() {
        while (!isOver) {
            if (fold.isDecided(state))
                return finish();
            const phase = fold.phaseOf(state);
            if (phase === undefined || !shouldClose(phase))
                return;
            noteDropouts(phase);
            const event = await fold.closing(state);
            const step = fold.apply(state, event, new Uint8Array());
            if (step.kind === 'rejected')
                throw new Error(`closing ${phase.stage} was refused: ${step.detail}`);
            await record(event, '', step.state);
            stageOpenedMs = world.nowMs();
            announceStage();
        }
    }
    function finish() {
        isOver = true;
        cancelTick();
        facts.onOver(state);
    }
    function tick() {
        if (isOver)
            return;
        void queue
            .run(advance)
            .catch(error => parts.journal.error({ ...where, error: String(error) }, 'a desk could not be advanced'))
            .finally(() => {
            if (!isOver)
                cancelTick = world.after(tickMs, tick);
        });
    }
    const refusalFor = (rejection) => refusalOf(rejection, index => {
        const key = fold.keyAt(state, index);
        return key === undefined ? '' : nameOf(key);
    });
    async function take(member, event) {
        if (isOver)
            return refused('too-late', 'the attempt is closed');
        presence.touch(member.organisation);
        const step = fold.apply(state, event, member.identityKey);
        if (step.kind === 'rejected')
            return refusalFor(step);
        if (step.state === state)
            return granted(step.output);
        const stage = fold.phaseOf(state)?.stage ?? '';
        await record(event, member.organisation, step.state);
        const bytes = facts.bytesOf(event);
        const size = bytes === undefined ? {} : { bytes };
        events.publish({
            ...where,
            kind: 'member-advanced',
            stage,
            organisation: member.organisation,
            ...size,
        });
        // The silent are looked for by the clock alone: a message can only complete a stage or end it.
        const phase = fold.phaseOf(state);
        if (phase === undefined || phase.isComplete(state, cohortKeys))
            await advance();
        return granted(step.output);
    }
    announceStage();
    cancelTick = world.after(tickMs, tick);
    return {
        ref,
        cohort,
        memberBy: identityKey => byKey.get(toHex(identityKey)),
        state: () => state,
        wait: watchers.wait,
        submit: (member, event) => queue.run(() => take(member, event)),
        dropped: () => dropped,
        stage: () => fold.phaseOf(state)?.stage,
        deadlineMs,
        standing() {
            const phase = fold.phaseOf(state);
            if (phase === undefined)
                return undefined;
            return {
                stage: phase.stage,
                expected: phase.expected(state, cohortKeys).map(nameOf),
                missing: missingFrom(phase).map(nameOf),
                deadlineMs: deadlineMs(),
            };
        },
        end: event => queue.run(async () => {
            if (isOver || fold.isDecided(state))
                return;
            const step = fold.apply(state, event, new Uint8Array());
            if (step.kind === 'accepted')
                await record(event, '', step.state);
            isOver = true;
            cancelTick();
        }),
        async close() {
            isOver = true;
            cancelTick();
            watchers.notify();
            await queue.drained();
        },
    };
}
//# sourceMappingURL=stage-desk.js.map