/** The generator for `seed` (a natural safe integer) and a label, so that two uses of one seed do not share a stream. */
export function openSeededRandom(seed, label) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
        throw new RangeError(`a seed is an integer from 0 to 2^53-1, not ${seed}`);
    }
    const word = openWords(stateOf(seed, label));
    const unit = () => ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 0x20000000000000;
    const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
    return { word, unit, below: bound => belowBound(word, bound), normal };
}
/** Puts `items` in a random order, in place (Fisher and Yates). */
export function shuffle(items, random) {
    for (let i = items.length - 1; i > 0; i--) {
        const other = random.below(i + 1);
        const held = items[i];
        items[i] = items[other];
        items[other] = held;
    }
}
/** 0, 1, … count-1. */
export function countingOrder(count) {
    return Int32Array.from({ length: count }, (_, i) => i);
}
/** The generator itself, from its four words of state. */
export function openWords(state) {
    let [a, b, c, d] = state;
    return () => {
        const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
        const shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = rotate(d, 11);
        return result;
    };
}
function rotate(word, bits) {
    return (word << bits) | (word >>> (32 - bits));
}
function belowBound(word, bound) {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
        throw new RangeError(`the bound is an integer from 1 to 2^32, not ${bound}`);
    }
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
        const drawn = word();
        if (drawn < limit)
            return drawn % bound;
    }
}
/** Four words from the seed and the label, each passed through a mixer so that near seeds give far states. */
function stateOf(seed, label) {
    let hash = 0x9e3779b9;
    const absorb = (word) => {
        hash = mix(hash ^ mix(word + 0x7f4a7c15));
    };
    absorb(seed >>> 0);
    absorb(Math.floor(seed / 0x100000000));
    for (const character of label)
        absorb(character.codePointAt(0));
    return Uint32Array.from([1, 2, 3, 4], word => mix(hash + Math.imul(word, 0x9e3779b9)) | 1);
}
function mix(word) {
    let mixed = word | 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
}
//# sourceMappingURL=seeded-random.js.map