/** What somebody may have meant by a word that is none of those that may stand there. Pure. */
/**
 * Single letters to change, add, drop, or swap with their neighbour to come from one word to the other (the restricted
 * distance of Damerau 1964).
 */
export function editDistance(left, right) {
    const rows = Array.from({ length: left.length + 1 }, (_, i) => new Array(right.length + 1).fill(i));
    for (let j = 0; j <= right.length; j++)
        rows[0][j] = j;
    for (let i = 1; i <= left.length; i++)
        for (let j = 1; j <= right.length; j++) {
            const change = left[i - 1] === right[j - 1] ? 0 : 1;
            const isSwapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
            rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change, isSwapped ? rows[i - 2][j - 2] + 1 : Number.POSITIVE_INFINITY);
        }
    return rows[left.length][right.length];
}
/** The words nearest to this one, nearest first; capitals, hyphens and spaces do not count. Empty only for no words. */
export function nearest(word, words, most = 1) {
    const plain = (text) => text.toLowerCase().replaceAll(/[-_ ]/g, '');
    const distance = (other) => {
        const [left, right] = [plain(word), plain(other)];
        // Half a word is nearer than another word of the same length.
        return left !== '' && (right.startsWith(left) || left.startsWith(right)) ? 0.5 : editDistance(left, right);
    };
    return [...words]
        .map(other => ({ other, distance: plain(other) === plain(word) ? 0 : distance(other) }))
        .sort((left, right) => left.distance - right.distance)
        .slice(0, most)
        .map(({ other }) => other);
}
//# sourceMappingURL=nearest.js.map