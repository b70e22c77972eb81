/**
 * Expected calibration error (Guo et al. 2017): predictions in bins of equal width by their confidence; the distance
 * between mean confidence and share of hits of each bin, weighed by its examples.
 */
export const calibrationBins = 15;
/** Sums by bin. Confidences lie in 0-1, hits are 1 or 0; a value on an edge belongs to the bin below, as 1 does. */
export function calibrationSums(confidences, hits, weights, bins = calibrationBins) {
    const sums = {
        counts: new Float64Array(bins),
        confidences: new Float64Array(bins),
        hits: new Float64Array(bins),
    };
    for (let i = 0; i < confidences.length; i++) {
        const weight = weights?.[i] ?? 1;
        const bin = calibrationBinOf(confidences[i], bins);
        sums.counts[bin] += weight;
        sums.confidences[bin] += weight * confidences[i];
        sums.hits[bin] += weight * hits[i];
    }
    return sums;
}
export function calibrationBinOf(confidence, bins = calibrationBins) {
    return Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
}
export function calibrationErrorOf({ counts, confidences, hits }) {
    let [distance, total] = [0, 0];
    for (let bin = 0; bin < counts.length; bin++) {
        distance += Math.abs(hits[bin] - confidences[bin]);
        total += counts[bin];
    }
    return distance / total;
}
//# sourceMappingURL=calibration-error.js.map