/** Whether a bounty is one that the holder's policy joins. Pure: the same facts give the same decision and reasons. */
import { canonicalJson, equalBytes, neighbourhoodFor, toHex, } from '../../aggregation/index.js';
import { feeOn } from '../../aggregation/rewards/index.js';
import { fitsModel, fitsSchema, parseDataSchema, } from '../../learning/index.js';
import { hasStatistics, isDivided, leastGroup } from '../../protos/terms.js';
/** The rules of a policy, a closed list. */
export const refusalRules = [
    'coordinator-not-pinned',
    'buyer-not-allowed',
    'model-family-not-allowed',
    'purpose-not-allowed',
    'pay-too-low',
    'group-too-small',
    'too-few-colluders-tolerated',
    'too-few-honest',
    'too-few-organisations',
    'too-many-rounds',
    'too-many-local-epochs',
    'statistics-not-allowed',
    'data-does-not-fit',
];
/** Decides on a bounty for one dataset; every rule that is broken is named. */
export function decide(policy, facts, data) {
    const reasons = [
        checkCoordinator(policy, facts),
        ...checkAllowed(policy, facts),
        checkPay(policy, facts),
        ...checkGroup(policy, facts),
        ...checkWork(policy, facts),
        checkStatistics(policy, facts),
        checkData(facts, data),
    ].filter(reason => reason !== undefined);
    return reasons.length === 0 ? { decision: 'join' } : { decision: 'refuse', reasons };
}
function checkCoordinator({ coordinatorKey }, facts) {
    if (coordinatorKey === undefined || equalBytes(coordinatorKey, facts.coordinatorKey))
        return undefined;
    return broken('coordinator-not-pinned', `the policy works with coordinator ${toHex(coordinatorKey)}, not with ${toHex(facts.coordinatorKey)}`);
}
function checkAllowed({ allow }, { terms, buyer, spec }) {
    return [
        checkListed('buyer-not-allowed', 'buyers', allow.buyers, buyer),
        checkListed('model-family-not-allowed', 'modelFamilies', allow.modelFamilies, spec.family),
        checkListed('purpose-not-allowed', 'purposes', allow.purposes, terms.purpose),
    ];
}
function checkListed(rule, list, allowed, value) {
    if (allowed.includes(value))
        return undefined;
    const listed = allowed.length === 0 ? 'which is empty' : `which has ${allowed.join(', ')}`;
    return broken(rule, `"${value}" is not in allow.${list}, ${listed}`);
}
/**
 * What a holder gets for one round when the fullest cohort survives and all weigh the same:
 * floor((pot - fee) / cohort maximum), where pot is the smallest of the rounds' pots, floor(price / rounds).
 */
export function equalShareUnits(terms) {
    const potUnits = BigInt(terms.pay.priceUnits) / BigInt(terms.training.rounds);
    return (potUnits - feeOn(potUnits, terms.pay.feeBasisPoints)) / BigInt(terms.cohort.maximum);
}
function checkPay({ minimumPayUnits }, { terms }) {
    const shareUnits = equalShareUnits(terms);
    if (shareUnits >= minimumPayUnits)
        return undefined;
    return broken('pay-too-low', `an equal share of a round is ${shareUnits} units; the least is ${minimumPayUnits}`);
}
function checkGroup(policy, { terms, parameters }) {
    const { colluders } = terms.cohort;
    const least = leastGroup(terms);
    const group = isDivided(terms) ? 'the smallest group by cohort.groupMinimum' : 'cohort.minimum';
    const neighbourhood = neighbourhoodFor(parameters, least);
    const honest = neighbourhood === undefined ? 0 : neighbourhood.threshold - neighbourhood.corruptHolders;
    return [
        atLeast('group-too-small', group, least, policy.minimumGroup),
        atLeast('too-few-colluders-tolerated', 'cohort.colluders', colluders, policy.colluders),
        atLeast('too-few-honest', 'the number of honest holders in any sum', honest, policy.minimumHonest),
        atLeast('too-few-organisations', group, least, policy.minimumOrganisations),
    ];
}
function checkWork(policy, { terms }) {
    const { rounds, localEpochs } = terms.training;
    return [
        atMost('too-many-rounds', 'training.rounds', rounds, policy.maximumRounds),
        atMost('too-many-local-epochs', 'training.localEpochs', localEpochs, policy.maximumLocalEpochs),
    ];
}
function atLeast(rule, what, value, least) {
    return value >= least ? undefined : broken(rule, `${what} is ${value}; the policy wants at least ${least}`);
}
function atMost(rule, what, value, most) {
    return value <= most ? undefined : broken(rule, `${what} is ${value}; the policy allows at most ${most}`);
}
function checkStatistics({ statistics }, { terms, statisticsOf }) {
    if (!hasStatistics(terms) || statistics === 'always')
        return undefined;
    if (statistics === 'never') {
        const detail = 'the bounty begins with statistics of the records, and the policy says statistics: never';
        return broken('statistics-not-allowed', detail);
    }
    if (statisticsOf === undefined)
        return undefined;
    return broken('statistics-not-allowed', `records are in the statistics of bounty ${statisticsOf.slice(0, 8)}, and the policy says statistics: once`);
}
function checkData({ terms, spec }, data) {
    const schema = parseDataSchema(terms.data, 'the terms');
    const isRaw = 'kind' in data;
    if ((isRaw ? data.records : data).examples < 1)
        return broken('data-does-not-fit', 'the dataset holds no examples');
    if (isRaw || hasStatistics(terms)) {
        const isAsRead = isRaw && canonicalJson(data.schema) === canonicalJson(schema);
        if (!isAsRead)
            return broken('data-does-not-fit', 'the records were read under another data schema');
    }
    else {
        const own = fitsModel(data, spec);
        if (own.kind === 'refused')
            return broken('data-does-not-fit', own.message);
    }
    const described = fitsSchema(schema, spec);
    return described.kind === 'fits' ? undefined : broken('data-does-not-fit', described.message);
}
function broken(rule, detail) {
    return { rule, detail };
}
//# sourceMappingURL=decide.js.map