/**
 * Means of groups: all that a coordinator sees of a round under secure aggregation, where members are split into
 * groups and only each group's sum is unmasked.
 */
import { firstNotFinite } from '../vector/index.js';
/** Throws a RangeError unless there are groups, of one length, finite and with weights above 0 whose sum is finite. */
export function requireGroups(groups) {
    const length = groups[0]?.values.length;
    if (length === undefined)
        throw new RangeError('a mean needs at least one group');
    for (const [place, group] of groups.entries())
        requireGroup(place, group, length);
    if (!Number.isFinite(totalWeight(groups)))
        throw new RangeError('the weights of the groups have no finite sum');
}
function requireGroup(place, { values, weight }, length) {
    if (values.length !== length) {
        throw new RangeError(`group ${place} has ${values.length} values where group 0 has ${length}`);
    }
    if (!Number.isFinite(weight) || weight <= 0) {
        throw new RangeError(`the weight of group ${place} is a positive number, not ${weight}`);
    }
    const coordinate = firstNotFinite(values);
    if (coordinate >= 0)
        throw new RangeError(`group ${place} is not finite at coordinate ${coordinate}`);
}
function totalWeight(groups) {
    return groups.reduce((total, { weight }) => total + weight, 0);
}
/**
 * The mean of groups by their weights, summed in double in the order given. It is the mean of all members up to the
 * float32 rounding of each group's mean, and one poisoned group moves it without limit. Throws as `requireGroups` does.
 */
export function meanOfGroups(groups) {
    requireGroups(groups);
    const total = totalWeight(groups);
    return Float32Array.from(combination(groups, groups.map(({ weight }) => weight / total)));
}
/** The sum of shares[k] * groups[k].values in double. */
export function combination(groups, shares) {
    const sum = new Float64Array(groups[0].values.length);
    for (const [place, { values }] of groups.entries())
        addScaled(sum, values, shares[place]);
    return sum;
}
function addScaled(sum, values, share) {
    for (let i = 0; i < sum.length; i++)
        sum[i] = sum[i] + share * values[i];
}
//# sourceMappingURL=group-mean.js.map