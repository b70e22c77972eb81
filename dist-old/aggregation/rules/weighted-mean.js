/**
 * The weighted mean (FedAvg, McMahan et al. 2017) from an unmasked sum. Members sent alpha_i * x_i as integers, with
 * alpha_i = w_i / w_max, so that the sum S of those integers gives
 *
 *     mean = sum(w_i x_i) / sum(w_i) = S * (range / bound) * w_max / sum(w_i).
 */
/** The mean as float32. Throws when there is no weight to divide by. */
export function weightedMean(sum) {
    const { integers, step, maximumWeight, totalWeight } = sum;
    if (!(totalWeight > 0) || !Number.isFinite(totalWeight)) {
        throw new RangeError(`a mean needs a positive total weight, not ${totalWeight}`);
    }
    const factor = (step * maximumWeight) / totalWeight;
    const mean = new Float32Array(integers.length);
    for (let i = 0; i < mean.length; i++)
        mean[i] = integers[i] * factor;
    return mean;
}
//# sourceMappingURL=weighted-mean.js.map