/** Mean of the values: of losses the log loss, of absolute errors the MAE. `weights` counts each so often. */
export function meanOf(values, weights) {
    let [sum, count] = [0, 0];
    for (let i = 0; i < values.length; i++) {
        const weight = weights?.[i] ?? 1;
        sum += weight * values[i];
        count += weight;
    }
    return sum / count;
}
//# sourceMappingURL=weighted-mean.js.map