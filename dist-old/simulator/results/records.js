/**
 * What an experiment writes down. A run's lines say nothing of clocks or machines, so that the same run played again gives
 * the same bytes; how long rounds took stands in lines of its own.
 */
/** Whether the run came to its end, well or not. */
export function isFinished({ end }) {
    return end !== undefined;
}
//# sourceMappingURL=records.js.map