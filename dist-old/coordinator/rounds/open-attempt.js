/**
 * One attempt at one round, from its opening to the end of its last group: where the terms divide the cohort a draw
 * cuts it first, then every group has a desk of its own; else there is one group. Groups do not wait for one another.
 */
import { toHex, undividedCohort, } from '../../aggregation/index.js';
import { createQueue } from '../queue.js';
import { openPresence } from './cohort.js';
import { drawDropouts, openDrawDesk } from './draw-desk.js';
import { groupDropouts, openGroupDesk } from './group-desk.js';
import { stageWords } from './phases/index.js';
import { openWatchers } from './watchers.js';
export async function openAttempt(parts, facts) {
    const { place, context, cohort, rules } = facts;
    const isDivided = rules !== undefined;
    const { bountyId, round, attempt } = place;
    const watchers = openWatchers(parts.world.after);
    const presence = openPresence(cohort, parts.world, parts.silenceMs);
    const queue = createQueue();
    const byName = new Map(cohort.map(member => [member.organisation, member]));
    const progress = {};
    const ended = new Map();
    let draw;
    let groups = [];
    let isClosed = false;
    let isBroken = false;
    // Several desks may break at once: the attempt is opened again once.
    const common = { presence, onBroken: breakOnce };
    function breakOnce() {
        if (isBroken)
            return;
        isBroken = true;
        facts.onBroken();
    }
    async function openGroup(group, members, partition) {
        const ref = { ...place, group };
        // A group begins when the draw that made it closed, also after a restart.
        const openedMs = draw === undefined ? facts.openedMs : draw.deadlineMs();
        const groupContext = { ...context, group, partition };
        const onOver = (state) => noteEnd(group, state);
        return openGroupDesk(parts, {
            ...common,
            ref,
            context: groupContext,
            cohort: members,
            isDivided,
            minimumRoster: isDivided ? facts.minimumRosterOf(members.length) : 0,
            openedMs,
            onOver,
        });
    }
    /** All desks exist before anyone can learn of its group. */
    async function openGroups(partition) {
        const byKey = new Map(cohort.map(member => [toHex(member.identityKey), member]));
        const opened = [];
        try {
            for (const [i, keys] of partition.groups.entries()) {
                const members = keys.map(key => byKey.get(toHex(key)));
                opened.push(await openGroup(i + 1, members, partition.hash));
            }
        }
        catch (error) {
            // None is left ticking: the attempt is opened again as a whole.
            await Promise.all(opened.map(desk => desk.close()));
            throw error;
        }
        groups = opened;
        watchers.notify();
    }
    function noteEnd(group, state) {
        if (state.phase !== 'unmasking' && state.phase !== 'aborted') {
            throw new Error(`group ${group} is said to be over while it is ${state.phase}`);
        }
        // A desk may be decided before the last of its neighbours is opened.
        void queue.run(async () => {
            ended.set(group, { desk: groups[group - 1], state });
            if (ended.size < groups.length)
                return;
            const inOrder = groups.map((_, i) => ended.get(i + 1));
            facts.onOver({ kind: 'groups', groups: inOrder });
        });
    }
    function noteDraw(state) {
        if (state.phase === 'cut')
            divide(state.partition);
        else if (state.phase === 'failed')
            facts.onOver({ kind: 'no-partition', reason: state.reason });
    }
    function divide(partition) {
        const members = partition.groups.reduce((sum, { length }) => sum + length, 0);
        queue
            .run(async () => {
            if (isClosed)
                return;
            await openGroups(partition);
            const { length } = partition.groups;
            parts.events.publish({ ...place, kind: 'cohort-divided', members, groups: length });
        })
            .catch(error => {
            parts.journal.error({ ...place, error: String(error) }, 'the groups of a cohort could not be opened');
            breakOnce();
        });
    }
    if (rules !== undefined) {
        const ref = { ...place, group: 0 };
        draw = await openDrawDesk(parts, {
            ...common,
            ref,
            context,
            rules,
            cohort,
            openedMs: facts.openedMs,
            onOver: noteDraw,
        });
    }
    else {
        groups = [await openGroup(1, cohort, undividedCohort)];
    }
    const desks = () => (draw === undefined ? groups : [draw, ...groups]);
    return {
        place,
        context,
        cohort,
        weightOfAll: facts.weightOfAll,
        memberOf: organisation => byName.get(organisation),
        modelBlob: facts.modelBlob,
        isDivided,
        draw: () => draw,
        partition: () => {
            const state = draw?.state();
            return state?.phase === 'cut' ? state.partition : undefined;
        },
        groups: () => groups,
        isOpening: () => (draw ?? groups[0]).stage() === (isDivided ? 'commit' : 'advertise'),
        deadlineMs: () => (draw ?? groups[0]).deadlineMs(),
        touch: presence.touch,
        report(organisation, stage, permille) {
            presence.touch(organisation);
            if (progress[organisation] === permille)
                return;
            progress[organisation] = permille;
            parts.events.publish({
                bountyId,
                round,
                attempt,
                kind: 'member-progress',
                stage,
                organisation,
                permille,
            });
        },
        groupsOpened: waitMs => watchers.wait(() => groups.length > 0 || isClosed, waitMs),
        dropouts: () => [
            ...(draw === undefined ? [] : drawDropouts(parts, draw)),
            ...groups.flatMap(group => groupDropouts(parts, group, isDivided)),
        ],
        live: () => ({ round, attempt, progress: { ...progress }, ...standingOf(draw, groups) }),
        async stop() {
            for (const group of groups)
                await group.end({ kind: 'stopped' });
        },
        async close() {
            isClosed = true;
            // Groups that are just being opened are closed with the others.
            await queue.drained();
            await Promise.all(desks().map(desk => desk.close()));
            watchers.notify();
        },
    };
}
/** The stage that is furthest back, with everybody whose desk is at it. */
function standingOf(draw, groups) {
    const open = (groups.length > 0 || draw === undefined ? groups : [draw])
        .map(desk => desk.standing())
        .filter(standing => standing !== undefined);
    const stage = stageWords.find(word => open.some(standing => standing.stage === word));
    const furthestBack = open.filter(standing => standing.stage === stage);
    const expected = furthestBack.flatMap(standing => standing.expected);
    const missing = furthestBack.flatMap(standing => standing.missing);
    const isMissing = new Set(missing);
    return {
        stage: stage ?? 'settle',
        expected,
        received: expected.filter(organisation => !isMissing.has(organisation)),
        missing,
        deadlineMs: Math.max(0, ...furthestBack.map(({ deadlineMs }) => deadlineMs)),
    };
}
//# sourceMappingURL=open-attempt.js.map