/** From a decided group to its sum: the masked inputs are added in one pass, and the shares take the masks off. */
import { checkSumNorm, joinTally, joinWeights, secureServer, toHex, weightLimbsOf, wipe, } from '../../aggregation/index.js';
import { checkMetricCounts, statisticsOfSum } from '../../learning/index.js';
import { groupMeanOf } from './step-model.js';
/** Unmasks one group and adds its sum to the others', or says why not. */
export async function sumGroup(summing, { desk, state }, running) {
    const { parts, content } = summing;
    const { group } = desk.ref;
    const nameOf = (index) => nameAt(parts, state, index);
    const fail = (reason, culprits) => ({ group, reason, culprits });
    if (state.phase === 'aborted') {
        return fail(state.reason, state.blame.map(({ culprit }) => nameOf(culprit)));
    }
    const ending = await unmaskOffTheLoop(parts, state, await addInputs(parts, desk, state));
    if (ending.kind === 'rejected')
        throw new Error(`a group with enough shares cannot be finished: ${ending.detail}`);
    if (ending.kind === 'aborted') {
        return fail(ending.state.reason, ending.blame.map(({ culprit }) => nameOf(culprit)));
    }
    const survivors = state.survivors.members.map(index => survivorAt(desk, state, index));
    const totalWeight = survivors.reduce((sum, { examples }) => sum + examples, 0);
    const fault = faultOfSum(content, ending.sum, totalWeight, state);
    if (fault !== undefined)
        return fail(fault, []);
    if (content.purpose === 'training')
        warnOfLongSum(summing, content, state, ending.sum, totalWeight);
    const { integers } = running;
    for (let i = 0; i < integers.length; i++)
        integers[i] += ending.sum[i];
    running.totalWeight += totalWeight;
    if (content.purpose === 'training' && summing.bounty.terms.aggregation.robust !== undefined) {
        const { parameters } = state.context;
        running.groupMeans.push(groupMeanOf(ending.sum, totalWeight, { content, parameters }));
    }
    return { group, result: ending.result, survivors };
}
/**
 * What was counted rides masked; a sum of it that no survivors can have, or not these, is nobody's to correct. Metrics
 * that come beside updates are not held to that here: no holder may spoil the others' training by counting wrongly.
 */
function faultOfSum(content, sum, totalWeight, state) {
    switch (content.purpose) {
        case 'training':
            return totalWeightOf(sum, state) === totalWeight ? undefined : 'weights-do-not-add-up';
        case 'statistics': {
            const { schema, layout } = content;
            const isSound = joinTally(sum, layout)?.[0] === BigInt(totalWeight) &&
                statisticsOfSum(sum, schema, layout).kind === 'statistics';
            return isSound ? undefined : 'counts-do-not-add-up';
        }
        case 'evaluation': {
            const { form, layout } = content.metrics;
            const counts = joinTally(sum, layout);
            const isSound = counts !== undefined && checkMetricCounts(form, counts) === undefined;
            return isSound ? undefined : 'counts-do-not-add-up';
        }
    }
}
/** `finish` with the masks taken off by worker threads. */
async function unmaskOffTheLoop(parts, state, residues) {
    const plan = secureServer.planUnmasking(state);
    if (plan.kind !== 'ready')
        return plan;
    try {
        await parts.expansion.addMaskStreams(residues, plan.streams, state.context.parameters.bits);
    }
    finally {
        wipe(plan.streams.map(({ key }) => key));
    }
    return secureServer.publishSum(state, residues);
}
async function addInputs(parts, desk, state) {
    const { dimension, bits } = state.context.parameters;
    const sum = secureServer.openMaskedSum(dimension, bits);
    for (const index of state.survivors.members) {
        const header = state.headers.get(index);
        const adder = secureServer.openInputAdder(sum);
        const check = secureServer.openInputCheck(header, index);
        for await (const chunk of parts.inputs.read(desk.ref, nameAt(parts, state, index), header.inputHash)) {
            check.take(chunk);
            adder.take(chunk);
        }
        adder.finish();
        const damage = check.finish();
        if (damage !== undefined)
            throw new Error(`a stored masked input is damaged: ${damage.detail}`);
    }
    return secureServer.maskedResidues(sum);
}
function nameAt(parts, { session }, index) {
    const member = session?.members[index - 1];
    const name = member === undefined ? undefined : parts.members.organisationOf(toHex(member.identityKey));
    if (name === undefined)
        throw new Error(`member ${index} of a roster is not enrolled`);
    return name;
}
function survivorAt(desk, state, index) {
    const { identityKey } = secureServer.memberAt(state.session, index);
    const member = desk.memberBy(identityKey);
    if (member === undefined)
        throw new Error(`survivor ${index} did not join the bounty`);
    return {
        organisation: member.organisation,
        examples: member.examples,
        inputHash: toHex(state.headers.get(index).inputHash),
    };
}
/** The sum of the members' weights, from their limbs; undefined when the limbs are no such sum. */
function totalWeightOf(sum, { context }) {
    const limbs = weightLimbsOf(context.parameters);
    const places = sum.subarray(context.parameters.dimension - limbs.count);
    return places.some(limb => limb < 0) ? undefined : joinWeights(places, limbs.bits);
}
/** Tells operator and watchers when somebody cannot have clipped. The round goes on: nobody can be named. */
function warnOfLongSum({ parts, attempt: { place } }, { parameterCount: size, parts: travelling }, { context, survivors }, sum, totalWeight) {
    const { bound, maximumWeight } = context.parameters;
    const summands = { vectors: survivors.members.length, factors: totalWeight / maximumWeight };
    const long = travelling.flatMap(({ name, range, clipNorm }, i) => {
        const part = sum.subarray(i * size, (i + 1) * size);
        const checked = checkSumNorm(part, range / bound, summands, clipNorm);
        return checked.isOverLimit ? [{ part: name, ...checked }] : [];
    });
    if (long.length === 0)
        return;
    parts.journal.warn({ ...place, group: context.group, long }, 'the sum is longer than clipped vectors can make it');
    parts.events.publish({ ...place, kind: 'sum-over-limit', members: survivors.members.length });
}
//# sourceMappingURL=sum-group.js.map