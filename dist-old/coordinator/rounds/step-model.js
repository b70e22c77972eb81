/**
 * From the sums of a training round to the next model: means, or a robust rule over the means of groups, then the server's
 * half of the algorithm. Pure: anyone who has the sums can do it again, and a simulation does.
 */
import { combineGroups, leastGroupsFor, weightedMean, } from '../../aggregation/index.js';
import { parseAlgorithm } from '../../learning/index.js';
/** The mean update of a single group's sum, for a rule that compares groups. */
export function groupMeanOf(sum, weight, { content, parameters }) {
    return {
        values: meanOf(sum.subarray(0, content.parameterCount), 0, weight, { content, parameters }),
        weight,
    };
}
export function stepModel(stepping, sums, before) {
    const { terms, round, weightOfAll } = stepping;
    const { robust } = terms.aggregation;
    if (robust !== undefined && sums.groupMeans.length < leastGroupsFor(robust))
        return { ...before, leftOut: [], isStepped: false };
    const combined = robust === undefined ? undefined : combineGroups(robust, sums.groupMeans);
    const means = combined === undefined ? partMeans(stepping, sums) : [combined.values];
    const { server } = parseAlgorithm(terms.training.algorithm);
    const share = Math.min(1, sums.totalWeight / Math.max(weightOfAll, sums.totalWeight));
    const stepped = server.step({ ...before, round, share }, means);
    return { ...stepped, leftOut: combined?.leftOut ?? [], isStepped: true };
}
function partMeans({ content, parameters }, { integers, totalWeight }) {
    const { parameterCount: size } = content;
    return content.parts.map((_, i) => meanOf(integers.subarray(i * size, (i + 1) * size), i, totalWeight, { content, parameters }));
}
function meanOf(integers, part, totalWeight, { content, parameters }) {
    return weightedMean({
        integers,
        step: content.parts[part].range / parameters.bound,
        maximumWeight: parameters.maximumWeight,
        totalWeight,
    });
}
//# sourceMappingURL=step-model.js.map