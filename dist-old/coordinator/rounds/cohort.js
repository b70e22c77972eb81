/** Everybody counts as heard of when the attempt is opened. */
export function openPresence(cohort, { nowMs }, silenceMs) {
    const heardMs = new Map(cohort.map(({ organisation }) => [organisation, nowMs()]));
    return {
        touch: organisation => void heardMs.set(organisation, nowMs()),
        isSilent: organisation => nowMs() - (heardMs.get(organisation) ?? 0) > silenceMs,
    };
}
//# sourceMappingURL=cohort.js.map