/** What a round's record says of an evaluation, by the names of the metrics. */
export function metricsOf({ accuracy, meanLoss, metrics }) {
    const found = Object.entries(metrics).flatMap(([name, figure]) => figure === undefined || !Number.isFinite(figure.value) ? [] : [[name, figure.value]]);
    const loss = Number.isFinite(meanLoss) ? { loss: meanLoss } : {};
    return { ...Object.fromEntries(found), accuracy, ...loss };
}
//# sourceMappingURL=run-metrics.js.map