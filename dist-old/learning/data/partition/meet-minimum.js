/** Moves random examples from the largest part to those below the minimum. There must be enough for all. */
export function meetMinimum(parts, minimumExamples, random) {
    for (const part of parts) {
        while (part.length < minimumExamples) {
            const largest = parts.reduce((most, other) => (other.length > most.length ? other : most));
            const [moved] = largest.splice(random.below(largest.length), 1);
            part.push(moved);
        }
    }
}
//# sourceMappingURL=meet-minimum.js.map