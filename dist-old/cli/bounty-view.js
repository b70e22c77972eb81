/** A bounty as people and programs read it. */
import { figureOf, holdersAfter, isLowerBetter, metricText, metricTitle, } from '../protos/metrics.js';
import { decodeTerms, isEvaluatedByBuyer, purposeOf } from '../protos/terms.js';
import { CommandError } from './errors.js';
import { bytesText, shortId, table, timeText, unitsText } from './output.js';
/** The terms of a bounty as the coordinator hands it out. */
export function termsOf(bounty) {
    const decoded = decodeTerms(bounty.terms);
    if (decoded.kind === 'terms')
        return decoded.terms;
    const fault = decoded.faults[0];
    throw new CommandError(`the coordinator sent terms that cannot be read (${fault?.field}: ${fault?.message}); is it newer than this program?`);
}
/** For --json: everything, the terms as an object. */
export function bountyJson(bounty) {
    const { terms, ...rest } = bounty;
    return { ...rest, terms: termsOf(bounty) };
}
export function bountiesTable(bounties) {
    if (bounties.length === 0)
        return 'There are no bounties.';
    const rows = bounties.map(bounty => {
        const terms = termsOf(bounty);
        return [
            shortId(bounty.bountyId),
            terms.title,
            bounty.buyer,
            bounty.state,
            `${completedRounds(bounty).length}/${terms.training.rounds}`,
            terms.acceptance.metric,
            figureText(completedRounds(bounty).at(-1), terms.acceptance.metric),
            `${bounty.participants.length}/${terms.cohort.maximum}`,
            unitsText(BigInt(terms.pay.priceUnits)),
        ];
    });
    return table(['bounty', 'title', 'buyer', 'state', 'rounds', 'metric', 'now', 'holders', 'price'], rows, [4, 6, 7, 8]);
}
/** Completed rounds that trained; rounds of counts alone are not among them. */
export function completedRounds(bounty) {
    const terms = termsOf(bounty);
    return bounty.rounds.filter(({ round, state }) => state === 'completed' && purposeOf(terms, round) === 'training');
}
/** The metric of a round, with its interval if asked for; where it has no value why, or a dash. */
export function figureText(round, metric, isWithInterval = false) {
    const figure = round === undefined ? undefined : figureOf(round, metric);
    if (figure === undefined)
        return unevaluatedTexts[round?.buyerEvaluation?.state ?? 'done'];
    const { value, low, high } = figure;
    const text = metricText(metric, value, 1);
    if (!isWithInterval || low === undefined || high === undefined)
        return text;
    return `${text} (${metricText(metric, low, 1)} to ${metricText(metric, high, 1)})`;
}
const unevaluatedTexts = {
    awaited: 'awaited',
    missed: 'not evaluated',
    done: '–',
};
/** What must be reached: "accuracy of at least 95.0 %". */
export function targetText({ metric, target }) {
    const bound = isLowerBetter(metric) ? 'at most' : 'at least';
    return `${metricTitle(metric)} of ${bound} ${metricText(metric, target, 1)}`;
}
export function bountyText(bounty) {
    const terms = termsOf(bounty);
    const { acceptance, pay } = terms;
    return [
        `${terms.title}   (${bounty.state}${bounty.reason === '' ? '' : `: ${bounty.reason}`})`,
        `  id        ${bounty.bountyId}`,
        `  buyer     ${bounty.buyer}, ${timeText(bounty.postedAtMs)}, purpose ${terms.purpose}`,
        `  target    ${targetText(acceptance)} on ${acceptance.testSet.examples.toLocaleString('en')} held-out examples${isEvaluatedByBuyer(terms) ? ' of the buyer' : ''}${bounty.accepted ? ', met' : ''}`,
        `  price     ${unitsText(BigInt(pay.priceUnits))} units: ${unitsText(bounty.paidUnits)} paid, ${unitsText(bounty.feeUnits)} fees, ${unitsText(bounty.refundedUnits)} refunded`,
        '',
        participantsTable(bounty),
        ...(bounty.rounds.length === 0 ? [] : ['', roundsTable(bounty, terms)]),
    ].join('\n');
}
function participantsTable(bounty) {
    if (bounty.participants.length === 0)
        return 'Nobody has joined yet.';
    const earned = (organisation) => bounty.rounds
        .flatMap(round => round.pays)
        .filter(pay => pay.organisation === organisation)
        .reduce((sum, pay) => sum + pay.amountUnits, 0n);
    const rows = bounty.participants.map(({ organisation, examples, left }) => [
        organisation,
        examples.toLocaleString('en'),
        left ? 'left' : 'in',
        unitsText(earned(organisation)),
    ]);
    return table(['holder', 'examples', '', 'earned'], rows, [1, 3]);
}
function roundsTable(bounty, terms) {
    const { metric } = terms.acceptance;
    const isAtHolders = terms.evaluation !== undefined;
    const nameOf = (round) => {
        const purpose = purposeOf(terms, round);
        return purpose === 'training' || purpose === undefined ? String(round) : purpose;
    };
    const rows = bounty.rounds.map(round => [
        nameOf(round.round),
        String(round.attempt),
        round.state,
        figureText(round, metric, true),
        ...(isAtHolders ? [atHolders(bounty, terms, round)] : []),
        String(round.survivors.length),
        round.dropouts.map(({ organisation, stage }) => `${organisation} (${stage})`).join(', ') || '–',
        bytesText(round.uploadBytes),
        unitsText(round.pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)),
    ]);
    return table([
        ...['round', 'attempt', 'state', metricTitle(metric)],
        ...(isAtHolders ? ['at the holders'] : []),
        ...['survivors', 'dropped', 'received', 'paid'],
    ], rows, isAtHolders ? [0, 1, 3, 4, 5, 7, 8] : [0, 1, 3, 4, 6, 7]);
}
/** What the holders found of the model after a round that trained, once the next one is summed. */
function atHolders(bounty, terms, { round }) {
    const isTrained = purposeOf(terms, round) === 'training';
    const holders = isTrained ? holdersAfter(bounty.rounds, round) : undefined;
    const { metric } = terms.acceptance;
    const figure = holders && figureOf({ ...holders, correct: 0, total: 0 }, metric);
    return figure === undefined ? '–' : `${metricText(metric, figure.value, 1)} of ${holders.examples}`;
}
//# sourceMappingURL=bounty-view.js.map