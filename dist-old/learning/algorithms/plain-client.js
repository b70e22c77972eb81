/** The update, within the bounds of the terms. */
export function updatePart({ clipNorm, range }) {
    return { name: 'update', clipNorm, range };
}
/** Local SGD as the terms have it; `extra` goes to the trainer with the settings. */
export function plainClient(extra = {}) {
    return {
        parts: training => [updatePart(training)],
        async train({ settings, train }) {
            const { update, steps, meanLoss, durationMs } = await train({ ...settings, ...extra });
            return { vectors: [update.values], memory: {}, steps, meanLoss, durationMs };
        },
    };
}
//# sourceMappingURL=plain-client.js.map