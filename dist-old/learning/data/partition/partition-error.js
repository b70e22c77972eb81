/** A cut that cannot be made as asked: which setting, why, and the nearest value with which it can. */
export class PartitionError extends RangeError {
    name = 'PartitionError';
    /** As a page of an experiment calls it: `holders`, `minimumExamples`, `partition.alpha`. */
    field;
    /** What is wrong and how to mend it, without the field. */
    reason;
    /** The nearest value that would do, all else left as it is; absent where there is none, or none was looked for. */
    nearest;
    constructor(field, reason, nearest) {
        super(`${field}: ${reason}`);
        this.field = field;
        this.reason = reason;
        this.nearest = nearest;
    }
}
/** Refuses what is no whole number within the bounds; the nearest that is goes with the refusal. */
export function requireWhole(field, value, lowest, highest, why = '') {
    if (Number.isInteger(value) && value >= lowest && value <= highest)
        return;
    const nearest = Number.isNaN(value) ? lowest : Math.min(highest, Math.max(lowest, Math.round(value)));
    const bounds = highest === Number.MAX_SAFE_INTEGER ? `from ${lowest}` : `from ${lowest} to ${highest}`;
    throw new PartitionError(field, `a whole number ${bounds}, not ${value}${why}`, nearest);
}
export function requireAlpha(alpha) {
    if (alpha > 0 && Number.isFinite(alpha))
        return;
    throw new PartitionError('partition.alpha', `a positive number, such as 0.5, not ${alpha}`);
}
//# sourceMappingURL=partition-error.js.map