/**
 * Rules that a few poisoned groups cannot move arbitrarily far, over the means of groups, which are all that secure
 * aggregation shows. Averaging within groups first and taking a median over them is the median of means (Chen, Su, Xu,
 * "Distributed Statistical Machine Learning in Adversarial Settings: Byzantine Gradient Descent", 2017).
 *
 * What they do not do: a group is poisoned if it has one malicious member, so that a handful of members, one in every
 * group, defeats them all. A bounded error is not a small one either: poison that keeps near the honest groups passes,
 * and a backdoor may need no more.
 */
import { coordinateMedian } from './coordinate-median.js';
import { geometricMedian } from './geometric-median.js';
import { requireGroups } from './group-mean.js';
import { multiKrum } from './multi-krum.js';
import { normFilter } from './norm-filter.js';
import { trimmedMean } from './trimmed-mean.js';
function groupRule(settings) {
    switch (settings.rule) {
        case 'median':
            return coordinateMedian();
        case 'trimmed-mean':
            return trimmedMean(settings);
        case 'geometric-median':
            return geometricMedian();
        case 'multi-krum':
            return multiKrum(settings);
        case 'norm-filter':
            return normFilter(settings);
    }
}
/**
 * One update from the means of groups. Throws a RangeError that names the setting, the group or the number of groups
 * that is wrong: there must be `leastGroupsFor` of them, of one length, finite, and with weights above 0.
 */
export function combineGroups(settings, groups) {
    const { leastGroups, combine } = groupRule(settings);
    if (groups.length < leastGroups) {
        throw new RangeError(`${settings.rule} needs at least ${leastGroups} groups, not ${groups.length}`);
    }
    requireGroups(groups);
    return combine(groups);
}
/** Fewest groups with which the rule means anything. Throws a RangeError that names a setting that is wrong. */
export function leastGroupsFor(settings) {
    return groupRule(settings).leastGroups;
}
/**
 * Breakdown point: poisoned groups among `groups` that cannot move the result arbitrarily far, whatever they send; for
 * the geometric median, of groups of equal weight. 0 where there are too few groups for the rule. One poisoned group
 * needs one malicious member. Throws a RangeError that names a setting that is wrong.
 */
export function toleratedGroups(settings, groups) {
    const { leastGroups, tolerated } = groupRule(settings);
    return groups < leastGroups ? 0 : tolerated(groups);
}
//# sourceMappingURL=robust-rules.js.map