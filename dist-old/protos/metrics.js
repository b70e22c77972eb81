/**
 * The metrics by which a model may be accepted, in the words of the terms. Learning computes them and may not be imported
 * here: a test holds both lists alike. Pure, so that the console's page may use it too.
 */
export const metricNames = [
    'accuracy',
    'balancedAccuracy',
    'auc',
    'f1',
    'dice',
    'logLoss',
    'calibrationError',
    'rmse',
    'mae',
];
/** What the evaluation of a model for each task gives. */
export const metricsOfTask = {
    classification: ['accuracy', 'balancedAccuracy', 'auc', 'f1', 'logLoss', 'calibrationError'],
    'multi-label': ['accuracy', 'auc', 'f1', 'logLoss', 'calibrationError'],
    segmentation: ['accuracy', 'dice', 'logLoss'],
    regression: ['rmse', 'mae'],
};
/** Errors and losses: the smaller, the better. */
export function isLowerBetter(metric) {
    return metric === 'logLoss' || metric === 'calibrationError' || metric === 'rmse' || metric === 'mae';
}
/** Whether the metric lies between 0 and 1; the others begin at 0 and have no end. */
export function isBoundedByOne(metric) {
    return metric !== 'logLoss' && metric !== 'rmse' && metric !== 'mae';
}
/**
 * The metric of a round; undefined where it was not evaluated or the metric has no value. Rounds recorded by versions that
 * knew accuracy alone have counts and no interval.
 */
export function figureOf({ metrics, correct, total }, metric) {
    const figure = metrics.find(each => each.metric === metric);
    if (figure !== undefined || metrics.length > 0 || metric !== 'accuracy' || total === 0)
        return figure;
    return { metric, value: correct / total };
}
/**
 * What the holders found of the model after a round: their counts ride in the round that starts from it, the next one that
 * was summed. Undefined until then, and where their counts did not hold there. `rounds` are in their order.
 */
export function holdersAfter(rounds, round) {
    return rounds.find(later => later.round > round && later.state === 'completed')?.holders;
}
/** What an evaluation found, as it is recorded: a metric without a value, as of a model that diverged, is left out. */
export function metricFigures(found) {
    return metricNames.flatMap(metric => {
        const figure = found[metric];
        if (figure === undefined)
            return [];
        const { value, low, high } = figure;
        return [value, low, high].every(Number.isFinite) ? [{ metric, value, low, high }] : [];
    });
}
/** Why a model for this task cannot be accepted by the metric, in words; undefined when it can. */
export function metricFault(metric, task) {
    const given = metricsOfTask[task];
    if (given.includes(metric))
        return undefined;
    return `${metric} is not measured for ${task}; use one of ${given.join(', ')}`;
}
/** Whether a value of the metric is as good as the target: at least it, or at most it where smaller is better. */
export function isAsGoodAs(metric, value, target) {
    return isLowerBetter(metric) ? value <= target : value >= target;
}
const titles = {
    accuracy: 'accuracy',
    balancedAccuracy: 'balanced accuracy',
    auc: 'AUC',
    f1: 'F1',
    dice: 'Dice',
    logLoss: 'log loss',
    calibrationError: 'calibration error',
    rmse: 'RMSE',
    mae: 'MAE',
};
/** The metric's name for people, as inside a sentence. */
export function metricTitle(metric) {
    return titles[metric];
}
/** Accuracies in per cent with so many decimals; the others as people are used to read them, to three or four digits. */
export function metricText(metric, value, decimals) {
    if (metric === 'accuracy' || metric === 'balancedAccuracy')
        return `${(100 * value).toFixed(decimals)} %`;
    if (isBoundedByOne(metric))
        return value.toFixed(3);
    return value !== 0 && (value < 1e-3 || value >= 1e6) ? value.toExponential(2) : significant(value);
}
/** Four significant digits of a number that needs no exponent. */
function significant(value) {
    return value >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}
//# sourceMappingURL=metrics.js.map