/** `f1` and `dice` are means over the classes, `auc` over the classes or labels; the AUC of two classes is the second's. */
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
/**
 * Whether an example of the task is answered rightly or not, so that `Evaluation.correct` counts. The others are judged
 * by their metrics alone.
 */
export function hasRightAnswers(task) {
    return task === 'classification' || task === 'multi-label';
}
//# sourceMappingURL=evaluation.js.map